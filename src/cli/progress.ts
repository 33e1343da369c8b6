import type { GateResult } from '../gates/receipt.ts';
import type { Gate } from '../gates/types.ts';
import type { Io } from './io.ts';
import { styleOf, type Style } from './style.ts';

/** Shows how far a run of gates is. */
export interface Progress {
  begin(gate: Pick<Gate, 'id' | 'command'>): void;
  end(result: GateResult): void;
  /** Leaves no line half written, however the run ends. */
  close(): void;
}

/** Nothing is shown. */
export const SILENT: Progress = { begin: () => undefined, end: () => undefined, close: () => undefined };

/** A line when a gate begins, and one when it has ended: for logs. */
export function plainProgress(io: Io): Progress {
  const style = styleOf(io);
  return {
    begin: ({ id, command }) => {
      io.out(`${id}: ${command}\n`);
    },
    end: (result) => {
      io.out(`${result.id}: ${resultText(result, style)}\n${outputText(result)}`);
    },
    close: () => undefined,
  };
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** How long a frame stands, in milliseconds. */
const FRAME = 100;

/** A line that moves while a gate runs, and stays with its result: for terminals. */
export function liveProgress(io: Io, width: number): Progress {
  const style = styleOf(io);
  let timer: NodeJS.Timeout | undefined;
  const close = (): void => {
    if (timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
    io.out('\r\u001b[K');
  };
  return {
    begin: ({ id, command }) => {
      const started = performance.now();
      const draw = (): void => {
        const elapsed = performance.now() - started;
        const frame = FRAMES[Math.floor(elapsed / FRAME) % FRAMES.length] ?? '';
        const line = `${frame} ${id.padEnd(width)}  ${Math.floor(elapsed / 1000)} s  ${command}`;
        io.out(`\r${line.slice(0, io.columns - 1)}\u001b[K`);
      };
      timer = setInterval(draw, FRAME);
      draw();
    },
    end: (result) => {
      close();
      const mark = result.state === 'passed' ? style('green', '✓') : style('red', '✗');
      io.out(`${mark} ${result.id.padEnd(width)}  ${resultText(result, style)}\n${outputText(result)}`);
    },
    close,
  };
}

function resultText({ state, seconds, reason }: GateResult, style: Style): string {
  const time = seconds === undefined ? '' : style('dim', ` (${seconds.toFixed(1)} s)`);
  const why = reason === undefined ? '' : `: ${reason}`;
  return `${style(state === 'passed' ? 'green' : 'red', state)}${why}${time}`;
}

/** Of what did not pass the last lines. */
function outputText({ state, output }: GateResult): string {
  return state === 'passed' ? '' : output.map((line) => `    ${line}\n`).join('');
}
