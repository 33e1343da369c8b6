import fs from 'node:fs';
import path from 'node:path';

import { InputError, onOneLine } from '../../options/errors.ts';
import { sourceText, type NpmSource } from './source.ts';
import type { Fetched, FetchPlace, Store } from './store.ts';

/**
 * Lets npm fetch a package's tarball, as the user's settings say, and check it. Nothing is installed and no script of the
 * package's runs.
 *
 * @throws InputError where npm is missing or cannot get it.
 */
export async function fetchPackage(source: NpmSource, place: FetchPlace): Promise<Fetched> {
  const shown = sourceText({ ...source, folder: '' }, source.wanted);
  await pack(source, shown, place);
  const tarball = path.join(place.folder, fs.readdirSync(place.folder).find((file) => file.endsWith('.tgz')) ?? '');
  const { openTarball } = await import('./tarball.ts');
  const store = await openTarball(tarball, shown);
  const exact = await versionIn(store, shown);
  const label = (file: string): string => `${sourceText({ ...source, folder: '' }, exact)}/${file}`;
  return { store: { ...store, label }, exact };
}

async function pack({ name, wanted }: NpmSource, shown: string, { cwd, folder, signal }: FetchPlace): Promise<void> {
  const { execa } = await import('execa');
  const settings = ['--ignore-scripts', '--json', '--dry-run=false', `--pack-destination=${folder}`];
  const result = await execa('npm', ['pack', `${name}@${wanted}`, ...settings], {
    cwd,
    stdin: 'ignore',
    reject: false,
    cancelSignal: signal,
  });
  if (result.exitCode === 0) return;
  signal.throwIfAborted();
  if (result.code === 'ENOENT') throw new InputError(`--preset: ${shown} needs npm, and npm was not found`);
  throw new InputError(`--preset: npm cannot fetch ${shown}: ${npmProblem(result.stdout, result.stderr)}`);
}

/** The first line of what npm says. */
function npmProblem(out: string, err: string): string {
  const [told = ''] = summaryOf(out).split('\n');
  const [logged = 'it does not say why'] = err
    .split('\n')
    .flatMap((text) => /^npm error (?!code\b)(.+)$/.exec(text)?.[1] ?? []);
  return onOneLine((told || logged).trim());
}

function summaryOf(out: string): string {
  try {
    const { error } = JSON.parse(out) as { readonly error?: { readonly summary?: string } };
    return error?.summary ?? '';
  } catch {
    return '';
  }
}

async function versionIn(store: Store, shown: string): Promise<string> {
  try {
    const [bytes = new Uint8Array()] = await store.read(['package.json']);
    const { version } = JSON.parse(Buffer.from(bytes).toString()) as { readonly version?: unknown };
    if (typeof version === 'string' && /^\d+\.\d+\.\d+[\w.+-]*$/.test(version)) return version;
  } catch {
    // It is no JSON: below.
  }
  throw new InputError(`--preset: the package.json of ${shown} names no version`);
}
