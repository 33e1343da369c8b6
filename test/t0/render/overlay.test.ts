import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { InputError } from '../../../src/options/errors.ts';
import type { Overlay } from '../../../src/project/additions.ts';
import { overlay } from '../../../src/render/overlay.ts';
import type { RenderedFile } from '../../../src/render/tree.ts';

const FILES: readonly RenderedFile[] = ['.create-rust-2026.json', 'Cargo.lock', 'README.md', 'docs/api.md'].map(
  (path) => ({
    path,
    text: `ours: ${path}`,
    origin: 'src/x.ts',
  }),
);

const added = (path: string, text = 'theirs', replaces = false): Overlay => ({
  path,
  text,
  origin: `acme/files/${path}`,
  replaces,
  preset: 'acme',
});

const texts = (overlays: readonly Overlay[], name = 'orders'): Record<string, string> =>
  Object.fromEntries(overlay(FILES, overlays, name).map(({ path, text }) => [path, text]));

describe('the files of presets', () => {
  test('are added, with the project’s name in path and text', () => {
    const file = added('deploy/@name@.yaml', 'app: "@name@" # @names@, @name@-db, {name}, __name__\n');
    expect(texts([file])['deploy/orders.yaml']).toBe('app: "orders" # @names@, orders-db, {name}, __name__\n');
  });

  test('replace another where the preset says why, also one of a lower layer', () => {
    const files = texts([
      added('README.md', 'company', true),
      added('NOTES', 'company'),
      added('README.md', 'team', true),
    ]);
    expect(files).toMatchObject({ 'README.md': 'team', NOTES: 'company' });
    expect(Object.keys(files)).toHaveLength(FILES.length + 1);
  });

  test.each<[string, Overlay[], string]>([
    [
      'a file of ours',
      [added('README.md')],
      'acme/files/README.md would replace README.md, which is made anyway; take it out, or say why',
    ],
    ['a lower layer’s', [added('a'), added('a')], 'acme/files/a would replace a, which is made anyway'],
    ['a name that is filled in', [added('@name@'), added('orders')], 'acme/files/orders would replace orders'],
    [
      'case alone',
      [added('readme.md', '', true)],
      'acme/files/readme.md makes readme.md, which differs from README.md by case alone',
    ],
    ['case alone in a folder', [added('Docs/API.md', '', true)], 'which differs from docs/api.md by case alone'],
    ['form alone', [added('\u00fc'), added('u\u0308')], 'by case alone'],
    [
      'a folder of ours',
      [added('docs', '', true)],
      'makes docs, and docs/api.md is made too; one path cannot be file and folder',
    ],
    ['a folder where a file is', [added('README.md/x', '', true)], 'makes README.md/x, and README.md is made too'],
    ['the answers file', [added('.create-rust-2026.json', '', true)], 'which only the generator can write'],
    ['the lock', [added('Cargo.lock', '', true)], 'which only the generator can write'],
  ])('are refused: %s', (_title, overlays, message) => {
    expect(() => texts(overlays)).toThrow(InputError);
    expect(() => texts(overlays)).toThrow(message);
  });

  test('never cost a file that nobody gave a reason for', () => {
    const path = fc.constantFrom(
      'README.md',
      'readme.md',
      'docs',
      'docs/api.md',
      'docs/API.md',
      'a',
      'A',
      'a/b',
      'Cargo.lock',
    );
    const some = fc.array(fc.tuple(path, fc.boolean()), { maxLength: 5 });
    fc.assert(
      fc.property(some, (given) => {
        try {
          const files = texts(given.map(([file, replaces], n) => added(file, String(n), replaces)));
          for (const file of FILES) {
            if (given.some(([other, replaces]) => other === file.path && replaces)) continue;
            expect(files[file.path]).toBe(file.text);
          }
          const places = Object.keys(files).map((file) => file.toLowerCase());
          expect(new Set(places).size).toBe(places.length);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
    );
  });
});
