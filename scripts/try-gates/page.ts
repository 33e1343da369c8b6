import type { TriedProject } from './projects.ts';
import type { Trial } from './trial.ts';

/** A project, and what came of it. */
export interface Tried {
  readonly project: TriedProject;
  readonly trial: Trial;
}

const INTRODUCTION = `# Gates, tried on projects of others

\`npm run try-gates\` wrote this page. It takes published packages, each checked by its SHA-256, makes a git repository of
each, runs \`gates\` there, commits, and then runs every gate that the emitted workflow has. Nothing here is written by hand.

A gate is on when the project passes it. Where it finds something today, and can be held to that, the findings are counted
in the baseline. Otherwise it is off, with the reason.
`;

/** The whole page. */
export function renderPage(tried: readonly Tried[]): string {
  return [INTRODUCTION, renderOverview(tried), ...tried.map(renderProject)].join('\n');
}

/** What does not hold for a project. */
export function broken({ checks }: Trial): string[] {
  return Object.entries(checks).flatMap(([check, wrong]) => (wrong === '' ? [] : [`${check}: ${wrong}`]));
}

function renderOverview(tried: readonly Tried[]): string {
  const rows = tried.map(({ project, trial }) => [
    `[${project.name}](#${project.name})`,
    project.shape,
    trial.locked ? 'yes' : 'no',
    String(trial.on.length),
    String(sum(Object.values(trial.counted))),
    String(Object.keys(trial.off).length),
    broken(trial).length === 0 ? 'all hold' : `${broken(trial).length} do not hold`,
  ]);
  return table(['project', 'shape', 'Cargo.lock', 'gates on', 'findings counted', 'gates off', 'checks'], rows);
}

function renderProject({ project, trial }: Tried): string {
  const rows = [
    ['packages', project.packages.map(({ name, version }) => `${name} ${version}`).join(', ')],
    ['shape', project.shape],
    ['Cargo.toml', manifestOf(project)],
    ['Cargo.lock', trial.locked ? 'in the repository' : 'not in the repository'],
    ['new files', trial.newFiles.map(code).join(', ')],
    ['lines added to theirs', entries(trial.addedLines, (file, count) => `${code(file)}: ${count}`) || 'none'],
    ['left as it was', trial.left.join('; ') || 'nothing'],
    ['gates on', trial.on.map(code).join(', ')],
    ['counted today', entries(trial.counted, (gate, count) => `${code(gate)}: ${count}`) || 'nothing'],
    ['not looked at', trial.narrowed.join('; ') || 'nothing'],
    ['off', entries(trial.off, (gate, why) => `${code(gate)}: ${why}`) || 'none'],
    ...Object.entries(trial.checks).map(([check, wrong]) => [check, wrong === '' ? 'yes' : `**no**: ${wrong}`]),
  ];
  return `## ${project.name}\n\n${table(['', ''], rows)}`;
}

function manifestOf({ manifest, root }: TriedProject): string {
  const theirs = manifest === 'original' ? 'as the authors wrote it' : `as Cargo published it: ${manifest.regenerated}`;
  return root === undefined ? theirs : `of each member ${theirs}; the root’s was written for this`;
}

function entries<T>(record: Readonly<Record<string, T>>, show: (key: string, value: T) => string): string {
  return Object.entries(record)
    .map(([key, value]) => show(key, value))
    .join('<br>');
}

function code(text: string): string {
  return `\`${text}\``;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('');
}
