import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { placeGates, takeOutGates, type Files } from '../../../src/lifecycle/gates/plan.ts';
import type { ExistingProject } from '../../../src/lifecycle/gates/project.ts';
import type { Tree } from '../../../src/render/tree.ts';

const PROJECT: ExistingProject = {
  members: [
    { name: 'core', manifest: 'core/Cargo.toml', rustVersion: undefined, hasLibrary: true },
    { name: 'root', manifest: 'Cargo.toml', rustVersion: undefined, hasLibrary: true },
  ],
  outside: [],
  policy: {
    targets: [],
    licences: { allow: [], exceptions: [] },
    skips: [],
    owned: [],
    published: true,
    wildcards: false,
    sources: { git: [], registries: [] },
  },
  unclear: [],
  demands: [],
};

const TREE: Tree = new Map(
  Object.entries({
    '.config/nextest.toml': '[profile.ci]\nfail-fast = false\n\n[profile.ci.junit]\npath = "junit.xml"\n',
    '.gates/baseline.json': '{}\n',
    'clippy.toml': 'allow-unwrap-in-tests = true\n',
    justfile: 'ci:\n',
    'rust-toolchain.toml': '[toolchain]\nchannel = "1.95.0"\n',
  }).map(([path, text]) => [path, { text, executable: false }]),
);

function filesOf(texts: Readonly<Record<string, string>>): Files {
  return new Map(Object.entries(texts).map(([path, text]) => [path, { text, executable: false }]));
}

function place(texts: Readonly<Record<string, string>>, counted: readonly string[] = []) {
  const { files, placed, left } = placeGates(filesOf(texts), TREE, PROJECT, counted);
  return { texts: Object.fromEntries(Array.from(files, ([path, { text }]) => [path, text])), files, placed, left };
}

const WORKSPACE = {
  'Cargo.toml': '[workspace]\nmembers = ["core"]\n\n[package]\nname = "root"\n',
  'core/Cargo.toml': '[package]\nname = "core" # mine\n',
};

describe('lints', () => {
  it('stand once in a workspace, and every member inherits them', () => {
    const { texts } = place(WORKSPACE);
    expect(texts['Cargo.toml']).toMatch(/^\[workspace\.lints\.clippy\]\n/m);
    expect(texts['Cargo.toml']).toMatch(/^\[lints\]\nworkspace = true\n/m);
    expect(texts['core/Cargo.toml']).toBe('[package]\nname = "core" # mine\n\n[lints]\nworkspace = true\n');
  });

  it('stand in the package where there is no workspace', () => {
    const { texts } = place({ 'Cargo.toml': '[package]\nname = "root"\n' });
    expect(texts['Cargo.toml']).toMatch(/^\[package\]\nname = "root"\n\n\[lints\.clippy\]\nall = \{ level = "warn"/);
  });

  it('are quiet where the baseline counts them', () => {
    const { texts } = place({ 'Cargo.toml': '[package]\nname = "root"\n' }, ['clippy::pedantic_one', 'missing_docs']);
    expect(texts['Cargo.toml']).toMatch(/^pedantic_one = "allow"$/m);
    expect(texts['Cargo.toml']).toMatch(/^missing_docs = "allow"$/m);
    expect(texts['Cargo.toml']).not.toMatch(/missing_docs = "warn"/);
  });

  it('give way to those of the project', () => {
    const own = '[package]\nname = "root"\n\n[lints.clippy]\ntodo = "allow"\n';
    const { texts, left } = place({ 'Cargo.toml': own });
    expect(texts['Cargo.toml']).toMatch(/^todo = "allow"$/m);
    expect(left).toContainEqual(expect.stringMatching(/^Cargo\.toml: lints\.clippy\.todo /));
  });
});

describe('files', () => {
  it.each(['justfile', 'Justfile', '.justfile'])('of the project stay as they are: %s', (name) => {
    const { texts, left } = place({ ...WORKSPACE, [name]: 'mine:\n' });
    expect(texts[name]).toBe('mine:\n');
    expect(Object.keys(texts).filter((path) => /justfile/i.test(path))).toEqual([name]);
    expect(left).toContain(`${name} is yours and stays as it is`);
  });

  it('get what they lack', () => {
    const { texts } = place({ ...WORKSPACE, 'rust-toolchain.toml': '[toolchain]\nchannel = "1.90"\n' });
    expect(texts['rust-toolchain.toml']).toBe('[toolchain]\nchannel = "1.90"\ncomponents = ["clippy", "rustfmt"]\n');
  });

  it('are taken out again, and the project is as it was', () => {
    const texts = fc.record(
      {
        'core/Cargo.toml': fc.constantFrom(
          '[package]\nname = "core"\n',
          '[package]\r\nname = "core"\r\n',
          '[package]\nname = "core"\n\n[lints]\nworkspace = true',
        ),
        'clippy.toml': fc.constantFrom('', '# mine\n', 'msrv = "1.70"', 'allow-unwrap-in-tests = false\n'),
        justfile: fc.constant('mine:\n'),
        '.config/nextest.toml': fc.constantFrom('[profile.ci]\nretries = 3\n', '[profile.default]\nretries = 1\n'),
      },
      { requiredKeys: ['core/Cargo.toml'] },
    );
    fc.assert(
      fc.property(texts, fc.subarray(['missing_docs', 'clippy::use_self']), (own, counted) => {
        const before = { 'Cargo.toml': WORKSPACE['Cargo.toml'], ...own };
        const { files, placed } = place(before, counted);
        const record = { ci: 'github', branch: 'main', terms: TERMS, ...placed } as const;
        const { files: after, left } = takeOutGates(files, record);
        expect(left).toEqual([]);
        expect(Object.fromEntries(Array.from(after, ([path, { text }]) => [path, text]))).toEqual(before);
      }),
    );
  });

  it('stay where somebody changed them since, but for the baseline, which is meant to change', () => {
    const { files, placed } = place(WORKSPACE);
    const changed = new Map(files);
    for (const path of ['justfile', '.gates/baseline.json']) changed.set(path, { text: 'other\n', executable: false });
    const bared = takeOutGates(changed, { ci: 'github', branch: 'main', terms: TERMS, ...placed });
    expect(bared.left).toEqual(['justfile was changed since, and stays']);
    expect(bared.files.has('justfile')).toBe(true);
    expect(bared.files.has('.gates/baseline.json')).toBe(false);
  });
});

const TERMS = { locked: true, allFeatures: true, benches: true, hasLibrary: true, counted: [], off: {} };
