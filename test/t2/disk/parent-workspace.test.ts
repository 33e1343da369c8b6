import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';
import { describe, expect, test } from 'vitest';

import { contents, generate, put, sandbox, treeOf } from '../../support/disk.ts';

/** A package that inherits from its own workspace, as all of ours do. */
const TREE = treeOf({
  'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\nresolver = "3"\n\n[workspace.package]\nedition = "2024"\n',
  'crates/orders/Cargo.toml': '[package]\nname = "orders"\nversion = "0.1.0"\nedition.workspace = true\n',
  'crates/orders/src/lib.rs': '',
});

/** What Cargo says about the workspace of a folder: its root, or undefined when it refuses. */
async function cargoRoot(folder: string): Promise<string | undefined> {
  const args = ['metadata', '--no-deps', '--offline', '--format-version=1'];
  const { exitCode, stdout } = await execa('cargo', args, { cwd: folder, reject: false });
  return exitCode === 0 ? (JSON.parse(stdout) as { workspace_root: string }).workspace_root : undefined;
}

/** A workspace with one package, `cart`, that Cargo is content with. */
function shop(keys: string): string {
  const root = path.join(sandbox(), 'shop');
  put(root, {
    'Cargo.toml': `[workspace]\nresolver = "3"\n${keys}\n`,
    'cart/Cargo.toml': '[package]\nname = "cart"\nversion = "0.1.0"\nedition = "2024"\n[lib]\npath = "lib.rs"\n',
    'cart/lib.rs': '',
  });
  return root;
}

/** Writes our workspace without asking anybody. */
function plant(target: string): void {
  put(target, Object.fromEntries([...TREE].map(([file, { text }]) => [file, text])));
}

describe('Cargo breaks on it, and we refuse', () => {
  test.each([
    ['members = ["*"]', 'orders'],
    ['members = ["cart", "./ord*/"]', 'orders'],
    ['members = ["cart", "o?ders"]', 'orders'],
    ['members = ["cart", "[m-q]rders"]', 'orders'],
    ['members = ["cart", "[!c]*"]', 'orders'],
    ['members = ["**"]', 'orders'],
    ['members = ["cart", "**/orders"]', 'deep/er/orders'],
    ['members = ["cart", "services/*"]\nexclude = ["old"]', 'services/orders'],
    ['members = ["cart", "*/*"]', 'orders'],
    ['members = ["cart", "*/crates/*"]', 'orders'],
    ['members = ["*"]\nexclude = ["o*", "orders/crates"]', 'orders'],
  ])('%s with %s, until the line is added that we show', async (keys, place) => {
    const root = shop(keys);
    const target = path.join(root, place);
    const before = contents(root);
    const message = await generate(target, { tree: TREE }).then(
      () => '',
      (error: unknown) => (error as Error).message,
    );
    expect(message).toContain(`the workspace ${root}/Cargo.toml would take ${target} for a member; add \``);
    expect(contents(root)).toEqual(before);

    plant(target);
    expect(await cargoRoot(root)).toBeUndefined();

    const line = /`(.*)`/.exec(message)?.[1] ?? '';
    const manifest = fs.readFileSync(path.join(root, 'Cargo.toml'), 'utf8').replace(/^exclude.*\n/m, '');
    put(root, { 'Cargo.toml': `${manifest}${line}\n` });
    expect(await cargoRoot(root)).toBe(root);
    expect(await cargoRoot(path.join(target, 'crates/orders'))).toBe(target);
    fs.removeSync(path.join(target, 'Cargo.toml'));
    await generate(target, { tree: TREE });
  });

  test('a member that is named outright is one whatever is excluded', async () => {
    const root = shop('members = ["cart", "orders"]\nexclude = ["orders"]');
    const target = path.join(root, 'orders');
    await expect(generate(target, { tree: TREE })).rejects.toThrow(
      'take "orders" out of its members and add `exclude = ["orders", "orders"]` to its [workspace] first',
    );
    plant(target);
    expect(await cargoRoot(root)).toBeUndefined();
  });
});

describe('Cargo is content, and so are we', () => {
  test.each([
    ['members = ["cart"]'],
    ['members = ["*"]\nexclude = ["orders"]'],
    ['members = ["**"]\nexclude = ["./orders/"]'],
    ['members = ["cart", "*/crates/*"]\nexclude = ["orders"]'],
    ['members = ["[!o]*"]'],
    ['members = ["*t"]'],
  ])('%s', async (keys) => {
    const root = shop(keys);
    const target = path.join(root, 'orders');
    await generate(target, { tree: TREE });
    expect(await cargoRoot(root)).toBe(root);
    expect(await cargoRoot(path.join(root, 'cart'))).toBe(root);
    expect(await cargoRoot(target)).toBe(target);
    expect(await cargoRoot(path.join(target, 'crates/orders'))).toBe(target);
  });

  test('below a package that has no workspace', async () => {
    const root = sandbox();
    put(root, { 'Cargo.toml': '[package]\nname = "shop"\nversion = "0.1.0"\nedition = "2024"\n', 'src/lib.rs': '' });
    await generate(path.join(root, 'orders'), { tree: TREE });
    expect(await cargoRoot(root)).toBe(root);
    expect(await cargoRoot(path.join(root, 'orders'))).toBe(path.join(root, 'orders'));
  });
});
