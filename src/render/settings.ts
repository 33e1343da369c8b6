import type { RenderedFile } from './tree.ts';

const SOURCE = { origin: 'src/render/settings.ts', feature: 'cloud/base' };

const HEAD = `\
# Settings

What can be set. \`config table\` writes this, and a test keeps it true.

| setting | default | in the environment | secret | what it is |
|---|---|---|---|---|
`;

/** A setting of a service, as its defaults.toml tells. */
interface Setting {
  /** `server.port` */
  readonly key: string;
  /** As TOML; undefined where the setting is commented out. */
  readonly value: string | undefined;
  readonly comment: string;
}

/** `SETTINGS.md` beside each defaults.toml: what the service's own `config table` writes of it. */
export function renderSettings(files: readonly RenderedFile[]): RenderedFile[] {
  return files.flatMap(({ path, text }) => {
    const [, folder, name] = /^(.*\/([^/]+))\/defaults\.toml$/.exec(path) ?? [];
    if (folder === undefined || name === undefined) return [];
    const prefix = `${name.replaceAll('-', '_').toUpperCase()}__`;
    const rows = settingsOf(text).map((setting) => `${row(setting, prefix)}\n`);
    const change = `cargo run --bin ${name} -- config table writes it, from defaults.toml beside it`;
    return [{ path: `${folder}/SETTINGS.md`, text: `${HEAD}${rows.join('')}`, ...SOURCE, change }];
  });
}

function row({ key, value, comment }: Setting, prefix: string): string {
  const variable = `${prefix}${key.replaceAll('.', '__').toUpperCase()}`;
  const isSecret = comment.includes('is never shown');
  const cells = [
    `\`${key}\``,
    value === undefined ? '' : `\`${value}\``,
    `\`${variable}\``,
    isSecret ? 'yes' : '',
    comment,
  ];
  return `| ${cells.join(' | ')} |`;
}

function settingsOf(defaults: string): Setting[] {
  const settings: Setting[] = [];
  let section = '';
  let comment: string[] = [];
  for (const line of defaults.split('\n')) {
    const text = line.replace(/^(?:# )+/, '');
    const [, name, value] = /^([a-z_]+) = (.*)$/.exec(text) ?? [];
    if (line.startsWith('[')) {
      section = `${line.slice(1, -1)}.`;
    } else if (name !== undefined) {
      settings.push({
        key: `${section}${name}`,
        value: text === line ? value : undefined,
        comment: comment.join(' '),
      });
      comment = [];
    } else if (line === '') {
      comment = [];
    } else {
      comment.push(text);
    }
  }
  return settings;
}
