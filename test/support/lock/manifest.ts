/** Writes members to the disk, so that Cargo can be asked what it makes of them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'smol-toml';
import type { Member, MemberDependency } from '../../../src/render/catalogue.ts';

/** Writes a virtual workspace whose members lie in folders of their names. */
export function writeWorkspace(folder: string, members: readonly Member[]): void {
  const names = members.map(({ name }) => name);
  writeFile(join(folder, 'Cargo.toml'), stringify({ workspace: { members: names, resolver: '3' } }));
  for (const member of members) {
    writeFile(join(folder, member.name, 'Cargo.toml'), stringify(manifest(member)));
    writeFile(join(folder, member.name, 'src/lib.rs'), '');
  }
}

function writeFile(path: string, content: string): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
}

function manifest({ name, version, license, dependencies, features }: Member): Record<string, unknown> {
  const targets = new Set(dependencies.flatMap(({ target }) => target ?? []));
  return {
    package: { name, version, edition: '2024', publish: false, ...(license !== undefined && { license }) },
    features,
    ...tables(dependencies.filter(({ target }) => target === undefined)),
    target: Object.fromEntries(
      Array.from(targets, (target) => [
        target,
        tables(dependencies.filter((dependency) => dependency.target === target)),
      ]),
    ),
  };
}

function tables(dependencies: readonly MemberDependency[]): Record<string, unknown> {
  const table = (kind: MemberDependency['kind']) =>
    Object.fromEntries(dependencies.filter((dependency) => dependency.kind === kind).map(entry));
  return { dependencies: table('normal'), 'build-dependencies': table('build'), 'dev-dependencies': table('dev') };
}

function entry(dependency: MemberDependency): [string, Record<string, unknown>] {
  const { key, features, defaultFeatures, optional } = dependency;
  const source =
    'member' in dependency
      ? { package: dependency.member, path: `../${dependency.member}` }
      : { package: dependency.package, version: dependency.requirement };
  return [key, { ...source, features, 'default-features': defaultFeatures, optional }];
}
