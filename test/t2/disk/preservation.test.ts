import path from 'node:path';

import fc from 'fast-check';
import fs from 'fs-extra';
import { expect, test } from 'vitest';

import { InputError } from '../../../src/options/errors.ts';
import { contents, contentsOf, generate, put, sandbox, SMALL } from '../../support/disk.ts';

const OURS = [...SMALL.keys()];

/** A place in the user's folder: ours, near ours, or his own. */
const place = fc.oneof(
  fc.constantFrom(...OURS),
  fc.constantFrom('crates', 'crates/orders', 'scripts', 'Cargo.toml/x', 'README', 'readme.txt', 'LICENSE', 'COPYING'),
  fc.constantFrom('.git/HEAD', 'notes.txt', 'crates/old/lib.rs', 'target/debug/x', 'scripts/own', '.env'),
  fc.constantFrom(
    '.create-rust-2026.json',
    '.create-rust-2026-orders-1-abcdefgh/x',
    '.create-rust-2026-cart-99999999-abcdefgh/x',
  ),
);

type Piece = 'identical' | 'file' | 'link' | 'folder';

const pieces = fc.dictionary(place, fc.constantFrom<Piece>('identical', 'file', 'link', 'folder'), { maxKeys: 6 });

/** Lays out what fits; a piece that another one is in the way of is left out. */
function layOut(folder: string, wanted: Readonly<Record<string, Piece>>): void {
  for (const [file, piece] of Object.entries(wanted)) {
    const full = path.join(folder, file);
    const blocked = file.split('/').some((_, index, segments) => {
      const stat = fs.lstatSync(path.join(folder, ...segments.slice(0, index)), { throwIfNoEntry: false });
      return stat !== undefined && !stat.isDirectory();
    });
    if (blocked || fs.lstatSync(full, { throwIfNoEntry: false }) !== undefined) continue;
    fs.ensureDirSync(path.dirname(full));
    if (piece === 'folder') fs.mkdirSync(full);
    else if (piece === 'link') fs.symlinkSync('../../elsewhere', full);
    else fs.writeFileSync(full, piece === 'identical' ? (SMALL.get(file)?.text ?? 'his') : `his ${file}`);
  }
}

test('whatever a folder holds, and whatever comes of it, nothing of it changes', async () => {
  const box = sandbox();
  let written = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(pieces, fc.boolean(), async (wanted, force) => {
      fs.emptyDirSync(box);
      put(box, { 'elsewhere/Cargo.toml': 'not ours to touch' });
      const target = path.join(box, 'a/orders');
      fs.ensureDirSync(target);
      layOut(target, wanted);
      const before = contents(target) ?? {};
      const outcome = await generate(target, { force }).catch((error: unknown) => error);
      const after = contents(target) ?? {};
      expect(contents(path.join(box, 'elsewhere'))).toEqual({ 'Cargo.toml': 'not ours to touch' });
      expect(fs.readdirSync(path.join(box, 'a'))).toEqual(['orders']);
      if (outcome instanceof Error) {
        refused += 1;
        expect(outcome).toBeInstanceOf(InputError);
        expect(outcome.message).not.toContain('\n');
        expect(after).toEqual(before);
      } else {
        written += 1;
        const { kept, omitted } = (outcome as Awaited<ReturnType<typeof generate>>).plan;
        const ours = new Map([...SMALL].filter(([file]) => !omitted.includes(file)));
        const { '.gitignore': ignored, ...rest } = after;
        const { '.gitignore': ignoredBefore = '', ...restBefore } = before;
        const { '.gitignore': ignoredByUs, ...restOfOurs } = contentsOf(ours);
        expect(rest).toEqual({ ...restOfOurs, ...restBefore });
        expect(rest).toMatchObject(restOfOurs);
        expect(ignored?.startsWith(ignoredBefore)).toBe(true);
        expect(ignored?.split('\n')).toContain(ignoredByUs?.trim());
        expect([...kept, ...omitted].every((file) => /^(readme|licen[cs]e|copying)/i.test(file))).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
  expect(written).toBeGreaterThan(20);
  expect(refused).toBeGreaterThan(20);
});
