/** The little TOML that Cargo manifests and tool configurations need, in the style that people write by hand. */
export type TomlValue = string | number | boolean | readonly TomlValue[] | { readonly [key: string]: TomlValue };

const LINE_WIDTH = 100;

/** `key = value`; an array that would pass the line width gets one line an element. */
export function tomlEntry(key: string, value: TomlValue): string {
  const line = `${tomlKey(key)} = ${tomlValue(value)}`;
  if (!Array.isArray(value) || line.length <= LINE_WIDTH) return line;
  return `${tomlKey(key)} = [\n${value.map((item: TomlValue) => `  ${tomlValue(item)},\n`).join('')}]`;
}

/** A key, quoted only where it must be. */
export function tomlKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : tomlString(key);
}

/** A value on one line. */
export function tomlValue(value: TomlValue): string {
  if (typeof value === 'string') return tomlString(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map(tomlValue).join(', ')}]`;
  const entries = Object.entries(value).map(([key, item]) => `${tomlKey(key)} = ${tomlValue(item)}`);
  return `{ ${entries.join(', ')} }`;
}

// JSON escapes are a subset of TOML's basic strings, but for DEL, which TOML forbids unescaped.
function tomlString(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007f');
}
