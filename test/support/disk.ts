import os from 'node:os';
import path from 'node:path';

import fs from 'fs-extra';
import { onTestFinished } from 'vitest';

import { inspectTarget, writeWorkspace } from '../../src/disk/target.ts';
import type { Tree } from '../../src/render/tree.ts';

/** A workspace as small as one can be, with a file of every kind that the disk treats in its own way. */
export const SMALL: Tree = treeOf({
  '.gitignore': '/target\n',
  'Cargo.lock': 'version = 4\n',
  'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\nresolver = "3"\n',
  'LICENSE-APACHE': 'Apache\n',
  'LICENSE-MIT': 'MIT\n',
  'README.md': '# orders\n',
  'crates/orders/Cargo.toml': '[package]\nname = "orders"\nversion = "0.1.0"\nedition = "2024"\n',
  'crates/orders/src/main.rs': 'fn main() {}\n',
  'scripts/check': '#!/bin/sh\n',
});

/** A tree of the texts; a file that starts with `#!` is executable. */
export function treeOf(texts: Readonly<Record<string, string>>): Tree {
  return new Map(Object.entries(texts).map(([file, text]) => [file, { text, executable: text.startsWith('#!') }]));
}

/** An empty folder, removed after the test. */
export function sandbox(): string {
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'create-rust-2026-test-'));
  onTestFinished(() => {
    fs.removeSync(folder);
  });
  return folder;
}

/** A folder that holds these files, removed after the test. */
export function sandboxWith(texts: Readonly<Record<string, string>>): string {
  const folder = sandbox();
  put(folder, texts);
  return folder;
}

/** Puts files into a folder. */
export function put(folder: string, texts: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(texts)) fs.outputFileSync(path.join(folder, file), text);
}

/**
 * Everything in a folder: text of the files, `-> target` for links, `/` for folders, but nothing inside `.git`. Undefined
 * when there is no such folder.
 */
export function contents(folder: string): Readonly<Record<string, string>> | undefined {
  if (!fs.existsSync(folder)) return undefined;
  const found: Record<string, string> = {};
  const visit = (place: string): void => {
    for (const entry of fs.readdirSync(path.join(folder, place), { withFileTypes: true })) {
      const file = path.posix.join(place, entry.name);
      const full = path.join(folder, file);
      if (entry.isSymbolicLink()) found[file] = `-> ${fs.readlinkSync(full)}`;
      else if (entry.isFile()) found[file] = fs.readFileSync(full, 'utf8');
      else {
        found[file] = '/';
        if (entry.name !== '.git') visit(file);
      }
    }
  };
  visit('');
  return found;
}

/** What a folder holds that the tree was written into, and nothing else. */
export function contentsOf(tree: Tree, others: Readonly<Record<string, string>> = {}): Record<string, string> {
  const expected: Record<string, string> = { ...others };
  for (const [file, { text }] of tree) {
    expected[file] = text;
    for (let folder = path.posix.dirname(file); folder !== '.'; folder = path.posix.dirname(folder)) {
      expected[folder] = '/';
    }
  }
  return expected;
}

/** The whole way of a command, in this process. */
export async function generate(
  target: string,
  { tree = SMALL, force = false, git = false }: { tree?: Tree; force?: boolean; git?: boolean } = {},
) {
  const plan = await inspectTarget(target, tree, { force });
  return { plan, ...(await writeWorkspace(plan, tree, { git })) };
}
