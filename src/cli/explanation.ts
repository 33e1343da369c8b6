import type {
  Ask,
  CrateMeaning,
  FileMeaning,
  GateMeaning,
  Meaning,
  OptionMeaning,
  Reason,
  RegistryMeaning,
} from '../lifecycle/explain/index.ts';
import { onOneLine } from '../options/errors.ts';
import type { Style } from './style.ts';

/** What is said of something: a label, and its lines. */
type Row = readonly [label: string, ...lines: string[]];

/** One meaning for people. */
export function meaningText(meaning: Meaning, style: Style): string {
  const { title, rows } = described(meaning);
  const shown = rows.filter(([, ...lines]) => lines.length > 0);
  const width = Math.max(...shown.map(([label]) => label.length));
  return [
    `${style('bold', title)}  ${style('dim', meaning.kind)}`,
    ...shown.flatMap(([label, ...lines]) =>
      lines.map((line, index) => `  ${(index === 0 ? label : '').padEnd(width)}  ${line}`),
    ),
    '',
  ].join('\n');
}

function described(meaning: Meaning): { title: string; rows: Row[] } {
  switch (meaning.kind) {
    case 'option':
      return { title: `--${meaning.id}`, rows: optionRows(meaning) };
    case 'file':
      return { title: meaning.path, rows: fileRows(meaning) };
    case 'crate':
      return { title: `${meaning.name} ${meaning.version}`, rows: crateRows(meaning) };
    case 'gate':
      return { title: meaning.id, rows: gateRows(meaning) };
    case 'registry':
      return { title: meaning.name, rows: registryRows(meaning) };
  }
}

function optionRows({
  id,
  description,
  choice,
  choices,
  default: byDefault,
  when,
  value,
  locks,
  features,
}: OptionMeaning): Row[] {
  const defaults = [byDefault].flat();
  return [
    ['what', description],
    ['here', value === undefined ? `does not apply: it needs ${when}` : answerText(value)],
    [
      'choices',
      ...choices.map((each) => `${each.id}  ${each.description}${defaults.includes(each.id) ? ' (default)' : ''}`),
    ],
    ...(choice === undefined ? [] : [['asked', `${choice.id}: ${choice.description}`] as Row]),
    ...(when === '' ? [] : [['needs', when] as Row]),
    ['turns on', ...features.map(reasonText)],
    ['locked', ...locks.map(({ preset, reason }) => onOneLine(`by the preset ${preset}: ${reason}`))],
    [
      'change',
      locks.length === 0
        ? `--${id} when a workspace is made, or with add`
        : 'in the preset: no flag and no later preset overrides it',
    ],
  ];
}

function answerText(value: string | readonly string[]): string {
  const text = [value].flat().join(', ');
  return text === '' ? 'none' : text;
}

function fileRows({ from, features, preset, added = [], change = 'edit it: it is yours' }: FileMeaning): Row[] {
  const always = features.length === 0 && preset === undefined ? ['every workspace has it'] : [];
  return [
    ['from', ...from],
    ['because', ...presetText(preset), ...features.map(reasonText), ...always],
    ['added', ...added],
    ['change', change],
  ];
}

function crateRows({ name, version, member, ...crate }: CrateMeaning): Row[] {
  const direct = crate.askedBy.length > 0;
  return [
    ['what', ...(crate.description === undefined ? [] : [crate.description])],
    ['licence', ...(crate.licence === undefined ? [] : [crate.licence])],
    ['asked by', ...crate.askedBy.map(askText)],
    ['way', ...(direct || crate.path.length === 0 ? [] : [crate.path.join(' -> ')])],
    ['features', ...(crate.enabled.length === 0 ? [] : [crate.enabled.join(', ')])],
    ['deny.toml', ...crate.deny],
    ['because', ...crate.features.map(reasonText)],
    ['change', changeText({ name, version, member, direct })],
  ];
}

function changeText(crate: { name: string; version: string; member: boolean; direct: boolean }): string {
  if (crate.member) return `its manifest, crates/${crate.name}/Cargo.toml`;
  return crate.direct
    ? 'its line in [workspace.dependencies] of Cargo.toml, and in the manifests of those who ask'
    : `what pulls it in: cargo tree --invert ${crate.name}@${crate.version} shows all ways`;
}

function askText({ member, kind, features }: Ask): string {
  const why = kind === 'normal' ? '' : kind === 'dev' ? ', for tests' : ', for building';
  return `${member}${why}${features.length === 0 ? '' : `, with ${features.join(', ')}`}`;
}

function presetText(preset: string | undefined): string[] {
  return preset === undefined ? [] : [`the preset ${onOneLine(preset)} brings it`];
}

function gateRows({ title, command, tier, job, why, tools, here, features, ...gate }: GateMeaning): Row[] {
  return [
    ['what', `${title}: keeps out ${why}`],
    ['here', here ? 'yes' : gate.off === undefined ? 'no' : `no: ${gate.off}`],
    ['runs', `${tier === 'nightly' ? 'every night' : 'on every pull request'}, in the job ${job}`],
    ['command', command],
    ['needs', ...tools],
    ['allows', ...(gate.counted === true ? ['what .gates/baseline.json counts, which may only shrink'] : [])],
    ['because', ...presetText(gate.preset), ...features.map(reasonText)],
    ['change', 'its step in .github/workflows and its recipe in the justfile, which are yours'],
  ];
}

function registryRows({ index, preset }: RegistryMeaning): Row[] {
  return [
    ['what', `a private registry, ${onOneLine(index)}`],
    ['from', '.cargo/config.toml names it, deny.toml allows it'],
    ['because', ...presetText(preset)],
    ['change', 'in both files, which are yours'],
  ];
}

function reasonText({ feature, when, on }: Reason): string {
  return `${feature}, ${when === '' ? 'always on' : `on with ${when}`}${on ? '' : '; not here'}`;
}
