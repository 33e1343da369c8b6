/** The little YAML that workflows need, in block style, the way that people write it by hand. */
export type Yaml = string | number | boolean | null | Remarked | readonly Yaml[] | YamlMap;

/** Values by key; null is written as nothing. A key `# text` is a comment line, whatever its value. */
export interface YamlMap {
  readonly [key: string]: Yaml;
}

/** A text with a comment behind it. */
export class Remarked {
  constructor(
    readonly text: string,
    readonly remark: string,
  ) {}
}

/** A whole document, or a part of one that begins at the left margin; ends with a line feed. */
export function renderYaml(map: YamlMap): string {
  return mapLines(map)
    .map((line) => `${line}\n`)
    .join('');
}

function mapLines(map: YamlMap): string[] {
  return Object.entries(map).flatMap(([key, value]) => (key.startsWith('# ') ? [key] : entryLines(key, value)));
}

function entryLines(key: string, value: Yaml): string[] {
  const head = `${scalar(key)}:`;
  if (value === null) return [head];
  if (typeof value !== 'object') return [`${head} ${scalar(value)}`];
  if (value instanceof Remarked) return [`${head} ${remarked(value)}`];
  if (!isList(value)) return isEmpty(value) ? [`${head} {}`] : [head, ...mapLines(value).map(indented)];
  return value.every(isWord) ? [`${head} [${value.join(', ')}]`] : [head, ...value.flatMap(itemLines).map(indented)];
}

function itemLines(item: Yaml): string[] {
  if (item === null) return ['-'];
  if (typeof item !== 'object') return [`- ${scalar(item)}`];
  if (item instanceof Remarked) return [`- ${remarked(item)}`];
  if (isList(item)) throw new Error('a list directly in a list has no use here');
  if (isEmpty(item)) return ['- {}'];
  const [first = '', ...rest] = mapLines(item);
  return [`- ${first}`, ...rest.map(indented)];
}

const isList = (value: readonly Yaml[] | YamlMap): value is readonly Yaml[] => Array.isArray(value);
const isEmpty = (map: YamlMap) => Object.keys(map).length === 0;
/** What may stand in `[a, b]` without quotes. */
const isWord = (value: Yaml): value is string =>
  typeof value === 'string' && /^[A-Za-z][\w-]*$/.test(value) && !isReserved(value);
const indented = (line: string) => `  ${line}`;
const remarked = ({ text, remark }: Remarked) => `${scalar(text)} # ${remark}`;

/** Plain where that reads back as the same text, otherwise quoted. */
function scalar(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  if (/^[A-Za-z/.$][ -~]*$/.test(value) && !/: | #|[: ]$/.test(value) && !isReserved(value)) return value;
  return /^[ -~]*$/.test(value) ? `'${value.replaceAll("'", "''")}'` : JSON.stringify(value);
}

/** What some YAML reader would not take for a text; `on` as a key is GitHub's. */
function isReserved(word: string): boolean {
  return /^(~|null|true|false|yes|no|off|y|n|\.nan|\.inf)$/i.test(word) || /^[.\d]+(e[+-]?\d+)?$/i.test(word);
}
