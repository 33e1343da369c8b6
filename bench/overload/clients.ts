import { connect, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

/** How requests were answered. */
export interface Outcome {
  /** How long who was let in has waited for the answer since it was due, in milliseconds. */
  readonly times: number[];
  /** How many were turned away at once: 503, with the code `overloaded`. */
  refused: number;
  /** How many were turned away after they had waited: 503, too. */
  late: number;
  /** How many answers there were of any other status. */
  readonly others: Map<number, number>;
}

/** So many connections at most: what is not answered yet, and more. */
const CONNECTIONS = 2000;

/** Clients that open orders, without a library between them and the time that it takes. */
export class Clients {
  readonly #url: URL;
  readonly #token: string;
  readonly #idle: Connection[] = [];
  readonly #all = new Set<Connection>();
  #orders = 0;

  constructor(url: string, token: string) {
    this.#url = new URL(url);
    this.#token = token;
  }

  /** As many clients, each of which sends its next request when the last one was answered. */
  async wait(clients: number, seconds: number): Promise<Outcome> {
    const outcome: Outcome = { times: [], refused: 0, late: 0, others: new Map() };
    const end = performance.now() + seconds * 1000;
    const one = async (): Promise<void> => {
      while (performance.now() < end) await this.#open(performance.now(), outcome);
    };
    await Promise.all(Array.from({ length: clients }, one));
    return outcome;
  }

  /** So many requests a second, whether the last ones were answered or not. */
  async flood(perSecond: number, seconds: number): Promise<Outcome> {
    const outcome: Outcome = { times: [], refused: 0, late: 0, others: new Map() };
    const pending = new Set<Promise<void>>();
    const start = performance.now();
    for (let sent = 0; sent < perSecond * seconds;) {
      const due = start + (sent / perSecond) * 1000;
      if (due > performance.now()) {
        await sleep(1);
        continue;
      }
      if (this.#idle.length === 0 && this.#all.size >= CONNECTIONS) {
        throw new Error(`${CONNECTIONS} requests are not answered, not even with a refusal`);
      }
      sent += 1;
      const request = this.#open(due, outcome).finally(() => pending.delete(request));
      pending.add(request);
      // The answers come in between.
      if (sent % 64 === 0) await new Promise(setImmediate);
    }
    await Promise.all(pending);
    return outcome;
  }

  close(): void {
    for (const connection of this.#all) connection.close();
  }

  async #open(due: number, outcome: Outcome): Promise<void> {
    // In turns, for the service closes a connection on which nothing comes for some seconds.
    const connection = this.#idle.shift() ?? this.#connect();
    this.#orders += 1;
    const body = JSON.stringify({ reference: `PO ${this.#orders} ${process.pid}`, currency: 'EUR' });
    const { status, text } = await connection.send(this.#head(body.length) + body);
    this.#idle.push(connection);
    if (status === 201) outcome.times.push(performance.now() - due);
    else if (status === 503 && text.includes('"overloaded"')) outcome.refused += 1;
    else if (status === 503) outcome.late += 1;
    else outcome.others.set(status, (outcome.others.get(status) ?? 0) + 1);
  }

  #connect(): Connection {
    const connection = new Connection(this.#url, () => {
      this.#all.delete(connection);
      const index = this.#idle.indexOf(connection);
      if (index >= 0) this.#idle.splice(index, 1);
    });
    this.#all.add(connection);
    return connection;
  }

  #head(length: number): string {
    return [
      'POST /v1/orders HTTP/1.1',
      `host: ${this.#url.host}`,
      `authorization: Bearer ${this.#token}`,
      'content-type: application/json',
      `content-length: ${length}\r\n\r\n`,
    ].join('\r\n');
  }
}

/** A connection that is kept, with one request at a time. */
class Connection {
  readonly #socket: Socket;
  #received = '';
  #answered?: (answer: Answer) => void;
  #failed?: (error: Error) => void;

  constructor({ hostname, port }: URL, onClose: () => void) {
    this.#socket = connect(Number(port), hostname).setNoDelay(true).setEncoding('latin1');
    this.#socket.on('data', (chunk: string) => {
      this.#receive(chunk);
    });
    this.#socket.on('error', (error) => this.#failed?.(error));
    this.#socket.on('close', () => {
      this.#failed?.(new Error('the service has closed a connection on which it owes an answer'));
      onClose();
    });
  }

  async send(request: string): Promise<Answer> {
    this.#received = '';
    return new Promise((resolve, reject) => {
      this.#answered = resolve;
      this.#failed = reject;
      this.#socket.write(request, 'latin1');
    });
  }

  #receive(chunk: string): void {
    this.#received += chunk;
    const [head = '', text] = this.#received.split('\r\n\r\n', 2);
    const length = Number(/^content-length: (\d+)/im.exec(head)?.[1]);
    if (text !== undefined && text.length >= length) this.#answered?.({ status: Number(head.slice(9, 12)), text });
  }

  close(): void {
    this.#socket.destroy();
  }
}

interface Answer {
  readonly status: number;
  readonly text: string;
}
