import { gateNeeds, type GateSurroundings, type Need } from '../gates/needs.ts';
import type { GateResult, ToolVersion } from '../gates/receipt.ts';
import type { TieredGate } from './folder-gates.ts';
import { machineOf, runCommand, withoutMachine } from './gate-run.ts';
import type { Io } from './io.ts';
import { Prober, type Finding } from './probe.ts';

/** Runs the gates of one folder, and knows what they ran with. */
export class GateRunner {
  readonly #folder: string;
  readonly #surroundings: GateSurroundings;
  readonly #env: Io['env'];
  readonly #prober: Prober;
  readonly #findings = new Map<string, Finding>();

  constructor(folder: string, surroundings: GateSurroundings, env: Io['env']) {
    this.#folder = folder;
    this.#surroundings = surroundings;
    this.#env = env;
    this.#prober = new Prober(folder, env);
  }

  /** Runs a gate, unless something that it needs is missing. */
  async run(gate: TieredGate, signal: AbortSignal): Promise<GateResult> {
    const findings = await Promise.all(gateNeeds(gate, this.#surroundings).map((need) => this.#find(need)));
    const missing = findings.find(({ state }) => state === 'missing');
    if (missing !== undefined) return this.skip(gate, `${missing.what} is missing; ${missing.install}`);
    const machine = machineOf(this.#folder, this.#env);
    const env = { ...this.#env, CI: 'true', ...knownHere(gate.ciEnvironment ?? {}) };
    const { failure, milliseconds, output } = await runCommand(gate.command, { cwd: this.#folder, env, signal });
    return {
      ...described(gate),
      state: failure === undefined ? 'passed' : 'failed',
      seconds: Math.round(milliseconds / 100) / 10,
      ...(failure === undefined ? {} : { reason: failure }),
      output: output.map((line) => withoutMachine(line, machine)),
    };
  }

  /** The result of a gate that does not run. */
  skip(gate: TieredGate, reason: string): GateResult {
    return { ...described(gate), state: 'not run', reason, output: [] };
  }

  /** What the gates so far had, sorted by name. */
  async toolVersions(): Promise<ToolVersion[]> {
    const compiler = await Promise.all(
      ['cargo', 'rustc'].map(async (name) => ({ name, version: await this.#prober.version([name, '--version']) })),
    );
    const tools = Array.from(this.#findings.values(), ({ what, version, wanted }) => ({
      // What Cargo says anywhere is not what it says here.
      name: what === 'Rust' ? '' : what,
      version,
      ...(wanted === undefined ? {} : { pinned: wanted }),
    }));
    return [...compiler, ...tools]
      .filter((tool): tool is ToolVersion => tool.name !== '' && tool.version !== undefined)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async #find(need: Need): Promise<Finding> {
    const finding = await this.#prober.find(need);
    this.#findings.set(need.what, finding);
    return finding;
  }
}

function described({ id, tier, command }: TieredGate): Pick<GateResult, 'id' | 'tier' | 'command'> {
  return { id, tier, command };
}

/** Without what only GitHub can fill in. */
function knownHere(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => !value.includes('${{')));
}
