/** Reads the gates back out of an emitted workspace: as GitHub, GitLab, just and a reader of the README see them. */
import { parse } from 'yaml';

export interface EmittedGate {
  readonly id: string;
  /** A line for bash. */
  readonly command: string;
  /** What CI sets for it, without what only its host can fill in. */
  readonly env: Readonly<Record<string, string>>;
}

interface Workflow {
  readonly env?: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<Record<string, WorkflowJob>>;
}

interface WorkflowJob {
  readonly needs?: readonly string[];
  readonly env?: Readonly<Record<string, unknown>>;
  readonly services?: Readonly<Record<string, unknown>>;
  readonly steps: readonly WorkflowStep[];
}

interface WorkflowStep {
  readonly name?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, unknown>>;
}

/** The gates of a workflow: its commands with a name, but for those of a job that only sums up others. */
export function gatesOfWorkflow(text: string): EmittedGate[] {
  const workflow = parse(text) as Workflow;
  return Object.values(workflow.jobs)
    .filter((job) => job.needs === undefined)
    .flatMap((job) =>
      job.steps.flatMap(({ name, run, env }) =>
        name === undefined || run === undefined
          ? []
          : [{ id: name, command: run, env: knownHere({ ...workflow.env, ...job.env, ...env }) }],
      ),
    );
}

function knownHere(env: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env)
      .map(([name, value]) => [name, String(value)] as const)
      .filter(([, value]) => !value.includes('${{')),
  );
}

interface PipelineJob {
  readonly stage?: string;
  readonly script?: readonly string[];
  readonly before_script?: readonly string[];
  readonly coverage?: string;
}

/** The jobs of a stage of `.gitlab-ci.yml`, by their ids. */
export function jobsOfStage(text: string, stage: string): Map<string, PipelineJob> {
  const entries = Object.entries(parse(text) as Readonly<Record<string, PipelineJob>>);
  return new Map(entries.filter(([, entry]) => entry.stage === stage));
}

/**
 * The gates of a stage of `.gitlab-ci.yml`, `gates` or `nightly`. There they have no names: those are the justfile's. What
 * a job sets names services of GitLab's, and is left out.
 *
 * @throws Error when the justfile has no recipe with the same command.
 */
export function gatesOfPipeline(text: string, stage: string, justfile: string): EmittedGate[] {
  const recipes = [...recipesOf(justfile)];
  const { variables = {} } = parse(text) as { variables?: Readonly<Record<string, unknown>> };
  return [...jobsOfStage(text, stage).values()].flatMap(({ script = [] }) =>
    script.map((command) => {
      const [id] = recipes.find(([, { lines }]) => lines.join('\n') === command) ?? [];
      if (id === undefined) throw new Error(`the justfile has no recipe for ${command}`);
      return { id, command, env: knownHere(variables) };
    }),
  );
}

/** The gates that a recipe of a justfile runs: `ci` or `nightly`. */
export function gatesOfJustfile(text: string, recipe: string): EmittedGate[] {
  const recipes = recipesOf(text);
  return (recipes.get(recipe)?.needs ?? []).map((id) => {
    const lines = recipes.get(id)?.lines ?? [];
    if (lines.length !== 1) throw new Error(`recipe ${id} has ${lines.length} commands, a gate has one`);
    return { id, command: lines.join('\n'), env: {} };
  });
}

interface Recipe {
  readonly needs: readonly string[];
  readonly lines: string[];
}

function recipesOf(text: string): Map<string, Recipe> {
  const recipes = new Map<string, Recipe>();
  let current: Recipe | undefined;
  for (const line of text.split('\n')) {
    const [, name, needs] = /^([a-z][a-z-]*):(.*)$/.exec(line) ?? [];
    if (name !== undefined) {
      current = { needs: (needs ?? '').split(' ').filter((need) => need !== ''), lines: [] };
      recipes.set(name, current);
    } else if (/^\s+\S/.test(line) && current !== undefined) {
      current.lines.push(justLine(line.trim()));
    } else if (line !== '' && !line.startsWith('#')) {
      throw new Error(`the justfile says ${JSON.stringify(line)}, which this reader does not know`);
    }
  }
  return recipes;
}

/** What just hands to the shell: without the sign that keeps it from being shown. */
function justLine(line: string): string {
  if (line.includes('{{')) throw new Error(`just would replace a part of ${JSON.stringify(line)}`);
  return line.replace(/^@/, '');
}

/** The gates in a Markdown table whose rows begin with the gate, when it runs, and its command. */
export function gatesOfTable(text: string, when: string): EmittedGate[] {
  return [...text.matchAll(/^\| `([a-z-]+)` \| ([^|]+) \| `((?:[^`|]|\\\|)+)` \|/gm)]
    .filter(([, , runs]) => runs === when)
    .map(([, id = '', , command = '']) => ({ id, command: command.replaceAll('\\|', '|'), env: {} }));
}
