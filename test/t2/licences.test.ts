import os from 'node:os';
import path from 'node:path';

import fs from 'fs-extra';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { bundledPackages, renderNotices, type BundleContents } from '../../scripts/licences.ts';

let root: string;
beforeEach(async () => {
  root = await fs.mkdtemp(path.join(os.tmpdir(), 'create-rust-2026-licences-'));
});
afterEach(() => fs.remove(root));

function bundleOf(...files: string[]): BundleContents {
  return { 'a.js': files };
}

async function addPackage(folder: string, license: string, notice?: string): Promise<void> {
  const manifest = { name: folder.replace(/^.*node_modules\//, ''), version: '1.2.3', license };
  await fs.outputJson(path.join(root, folder, 'package.json'), manifest);
  if (notice !== undefined) await fs.outputFile(path.join(root, folder, 'LICENSE.md'), notice);
}

test('collects the notice of every package that left code, nested and scoped ones too', async () => {
  await addPackage('node_modules/b', 'MIT', 'Notice of b\n');
  await addPackage('node_modules/b/node_modules/@scope/a', 'Apache-2.0', 'Notice of a\n');
  const packages = await bundledPackages(
    bundleOf(
      'src/cli/main.ts',
      'node_modules/b/dist/x.js',
      'node_modules/b/dist/y.js',
      'node_modules/b/node_modules/@scope/a/index.js',
    ),
    root,
  );
  expect(renderNotices(packages)).toBe(
    [
      'This program holds code of the packages below.',
      `\n${'-'.repeat(80)}\n`,
      '@scope/a 1.2.3 (Apache-2.0)\n\nNotice of a',
      `\n${'-'.repeat(80)}\n`,
      'b 1.2.3 (MIT)\n\nNotice of b\n',
    ].join('\n'),
  );
});

test.each(['GPL-3.0-only', 'MPL-2.0', 'SEE LICENSE IN LICENSE'])('a build with %s fails', async (license) => {
  await addPackage('node_modules/bad', license, 'Terms\n');
  await expect(bundledPackages(bundleOf('node_modules/bad/index.js'), root)).rejects.toThrow(
    /bad.*permissive|bad.*licence/,
  );
});

test('a package without a licence file fails the build', async () => {
  await addPackage('node_modules/bare', 'MIT');
  await expect(bundledPackages(bundleOf('node_modules/bare/index.js'), root)).rejects.toThrow(
    'bare 1.2.3 is bundled, but carries no licence file',
  );
});

test('the text of the Apache licence stands once for all packages that lack it', async () => {
  await fs.outputJson(path.join(root, 'node_modules/bare/package.json'), {
    name: 'bare',
    version: '1.2.3',
    license: 'Apache-2.0',
    author: { name: 'A. Writer' },
  });
  const bare = 'node_modules/bare/index.js';
  await expect(bundledPackages(bundleOf(bare), root)).rejects.toThrow('bare 1.2.3 is bundled, but carries no licence');
  await addPackage('node_modules/full', 'Apache-2.0', 'Apache License\n');
  const packages = await bundledPackages(bundleOf(bare, 'node_modules/full/index.js'), root);
  expect(packages[0]?.notice).toBe('Copyright A. Writer. The text of the licence stands under full.');
});
