import path from 'node:path';

import fs from 'fs-extra';

/** Licences that ask for no more than their notice. */
const PERMISSIVE = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT', 'MIT-0'];

/** The modules of which each chunk of a bundle holds code: paths from the root, `/` between segments. */
export type BundleContents = Readonly<Record<string, readonly string[]>>;

/** A package of which a bundle holds code. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** The package's own licence file. */
  readonly notice: string;
}

/**
 * The packages in a bundle, sorted.
 *
 * @param root the folder that the modules' paths are relative to.
 * @throws Error that names a package whose licence is not permissive or whose notice is not to be had.
 */
export async function bundledPackages(contents: BundleContents, root: string): Promise<BundledPackage[]> {
  const found = await Promise.all(packageFolders(contents).map((folder) => readPackage(path.join(root, folder))));
  return found
    .map((bundled) => ({ ...bundled, notice: bundled.notice ?? noticeElsewhere(bundled, found) }))
    .sort((a, b) => (label(a) < label(b) ? -1 : 1));
}

/** The text of THIRD-PARTY-LICENSES.txt. */
export function renderNotices(packages: readonly BundledPackage[]): string {
  const sections = packages.map((bundled) => `${label(bundled)} (${bundled.license})\n\n${bundled.notice.trim()}\n`);
  return ['This program holds code of the packages below.\n', ...sections].join(`\n${'-'.repeat(80)}\n\n`);
}

/** `node_modules/a` of `node_modules/a/dist/b.js`, the innermost one of nested packages. */
function packageFolders(contents: BundleContents): string[] {
  const modules = Object.values(contents).flat();
  return [...new Set(modules.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []))];
}

interface FoundPackage extends Omit<BundledPackage, 'notice'> {
  readonly author: string;
  /** Undefined where the package carries no licence file. */
  readonly notice: string | undefined;
}

async function readPackage(folder: string): Promise<FoundPackage> {
  const { name, version, license, author } = (await fs.readJson(path.join(folder, 'package.json'))) as Manifest;
  if (license === undefined || !PERMISSIVE.includes(license)) {
    throw new Error(`${folder} is bundled, but its licence ${license ?? ''} is not among ${PERMISSIVE.join(', ')}`);
  }
  const file = (await fs.readdir(folder)).find((entry) => /^(licen[cs]e|copying)(\.|$)/i.test(entry));
  return {
    name,
    version,
    license,
    author: typeof author === 'string' ? author : (author?.name ?? ''),
    notice: file === undefined ? undefined : await fs.readFile(path.join(folder, file), 'utf8'),
  };
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly author?: string | { readonly name: string };
}

/** The Apache licence reads the same for every package; the others name whose code it is, and cannot be shared. */
function noticeElsewhere(bundled: FoundPackage, all: readonly FoundPackage[]): string {
  const other = all.find(({ license, notice }) => license === 'Apache-2.0' && notice !== undefined);
  if (bundled.license !== 'Apache-2.0' || bundled.author === '' || other === undefined) {
    throw new Error(`${label(bundled)} is bundled, but carries no licence file`);
  }
  return `Copyright ${bundled.author}. The text of the licence stands under ${other.name}.`;
}

function label({ name, version }: Pick<BundledPackage, 'name' | 'version'>): string {
  return `${name} ${version}`;
}
