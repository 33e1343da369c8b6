import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { parseSource, sourceFrom, sourceText, unpinned, type Source } from '../../../../src/cli/preset/source.ts';
import { InputError } from '../../../../src/options/errors.ts';
import { hostileText } from '../../../support/hostile.ts';

const npm = (name: string, wanted: string, folder = ''): Source => ({ kind: 'npm', name, wanted, folder });
const git = (url: string, wanted: string, folder = ''): Source => ({ kind: 'git', url, wanted, folder });
const local = (path: string): Source => ({ kind: 'local', path });

describe('a source', () => {
  test.each<[string, Source]>([
    ['acme.toml', local('acme.toml')],
    ['../acme', local('../acme')],
    ['/srv/acme', local('/srv/acme')],
    [String.raw`C:\acme`, local(String.raw`C:\acme`)],
    ['./npm:x', local('./npm:x')],
    ['acme#1', local('acme#1')],
    ['@acme', local('@acme')],
    ['npm:preset', npm('preset', 'latest')],
    ['npm:@acme/preset@1.2.0', npm('@acme/preset', '1.2.0')],
    ['npm:@acme/preset@^1 || >=3 <4', npm('@acme/preset', '^1 || >=3 <4')],
    ['@acme/preset', npm('@acme/preset', 'latest')],
    ['@acme/preset@next:teams/payments/', npm('@acme/preset', 'next', 'teams/payments')],
    ['git+https://git.acme.example/a/b.git', git('https://git.acme.example/a/b.git', 'HEAD')],
    ['git+https://git.acme.example:8443/b#v1', git('https://git.acme.example:8443/b', 'v1')],
    [
      'git+ssh://git@git.acme.example/a/b.git#main:teams/x',
      git('ssh://git@git.acme.example/a/b.git', 'main', 'teams/x'),
    ],
    ['git+file:///srv/b#feature/x', git('file:///srv/b', 'feature/x')],
    ['github:acme/preset#v1', git('https://github.com/acme/preset.git', 'v1')],
  ])('%s', (text, source) => {
    expect(parseSource(text, '--preset')).toEqual(source);
  });

  test.each([
    ['', '--preset is empty; give a file, a folder, an npm package or a git repository'],
    ['a\0b', '--preset holds a NUL character'],
    ['npm:', '--preset: "npm:" is no preset; a package is npm:<name>@<version>'],
    ['npm:x@git+ssh://evil/x', 'is no preset'],
    ['npm:x@file:../x', 'leads out of what was fetched'],
    ['npm:x@..', 'is no preset'],
    ['npm:x@x.tgz', 'is no preset'],
    ['npm:--registry', 'is no preset'],
    ['@acme/a/b', 'is no preset'],
    ['https://example.com/preset.toml', 'is no preset'],
    ['git+http://example.com/b', 'is no preset'],
    ['git+ext::sh -c id', 'is no preset'],
    ['git+https://ada:secret@example.com/b', 'without a password'],
    ['git+https://example.com/b#--upload-pack=id', 'is no preset'],
    ['git+ssh://-oProxyCommand=id/b', 'is no preset'],
    ['git+https://example.com/b#v1:../../etc', '"../../etc" leads out of what was fetched'],
    ['npm:x@1:a/../..', 'leads out of what was fetched'],
  ])('%j is none', (text, message) => {
    expect(() => parseSource(text, '--preset')).toThrow(message);
  });

  test('written out and read again is the same', () => {
    const part = fc.constantFrom('a', 'b-1', 'x.y', 'teams');
    const folder = fc.array(part, { maxLength: 3 }).map((parts) => parts.join('/'));
    const fetched = fc.oneof(
      fc.record({
        kind: fc.constant('npm' as const),
        name: fc.constantFrom('preset', '@acme/preset'),
        wanted: fc.constantFrom('1.2.3', '^1', 'latest'),
        folder,
      }),
      fc.record({
        kind: fc.constant('git' as const),
        url: fc.constantFrom('https://git.acme.example/x.git', 'file:///srv/x'),
        wanted: fc.constantFrom('HEAD', 'v1', 'a'.repeat(40)),
        folder,
      }),
    );
    fc.assert(
      fc.property(fetched, (source) => {
        expect(parseSource(sourceText(source, source.wanted), 'x')).toEqual(source);
      }),
    );
  });

  test('is one or an InputError, whatever is written', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('', 'npm:', '@', 'git+https://a/', 'git+ssh://', 'github:'),
        hostileText,
        (form, text) => {
          try {
            const source = parseSource(form + text, '--preset');
            if (source.kind === 'git') expect(source.url).toMatch(/^(https|ssh|file):\/\/(?!-)[^\s"'`$]+$/);
            if (source.kind === 'npm') expect(source.name).not.toMatch(/^-|[\s:#]/);
            if (source.kind !== 'local') expect(source.wanted).not.toMatch(/^-|[:\0\n]/);
          } catch (error) {
            expect(error).toBeInstanceOf(InputError);
            expect((error as Error).message).toMatch(/^[^\n\r]{1,400}$/);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});

test.each([
  ['npm:@acme/preset@1.2.0:teams/payments', 'npm:@acme/preset:teams/payments'],
  ['npm:preset@1.2.0', 'npm:preset'],
  ['git+ssh://git@git.acme.example/x.git#0123:teams', 'git+ssh://git@git.acme.example/x.git:teams'],
  ['git+https://git.acme.example:8443/x#0123', 'git+https://git.acme.example:8443/x'],
  ['acme', 'acme'],
])('%s in any version is %s', (text, source) => {
  expect(unpinned(text)).toBe(source);
});

describe('what a preset extends', () => {
  test.each<[Source, string, Source]>([
    [local('teams/payments'), '../../company', local('company')],
    [local('teams/payments'), '@acme/preset', npm('@acme/preset', 'latest')],
    [npm('@acme/preset', '^1', 'teams/payments'), '../../company', npm('@acme/preset', '^1', 'company')],
    [npm('@acme/preset', '^1', 'teams'), '..', npm('@acme/preset', '^1')],
    [git('file:///srv/x', 'v1', 'teams'), '../company', git('file:///srv/x', 'v1', 'company')],
    [git('file:///srv/x', 'v1'), 'npm:x@1', npm('x', '1')],
  ])('from %j: %s', (parent, text, source) => {
    expect(sourceFrom(parent, text, 'x')).toEqual(source);
  });

  test.each<[Source, string, string]>([
    [local('teams'), '/srv/company', 'is an absolute path'],
    [local('teams'), String.raw`C:\company`, 'is an absolute path'],
    [npm('x', '1'), '../company', 'leads out of what was fetched'],
    [git('file:///srv/x', 'v1', 'teams'), '../../company', 'leads out of what was fetched'],
    [git('file:///srv/x', 'v1', 'teams'), String.raw`..\company`, 'leads out of what was fetched'],
    [git('file:///srv/x', 'v1', 'teams'), '/etc', 'is an absolute path'],
  ])('from %j not %s', (parent, text, message) => {
    expect(() => sourceFrom(parent, text, '"extends" (a.toml, line 1)')).toThrow(message);
  });
});
