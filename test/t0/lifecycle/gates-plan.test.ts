import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { placeGates, takeOutGates, type Files } from '../../../src/lifecycle/gates/plan.ts';
import type { ExistingProject } from '../../../src/lifecycle/gates/project.ts';
import { InputError } from '../../../src/options/errors.ts';
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
    expect(left).toContain(`${name} is there already and stays as it is`);
  });

  it('get what they lack', () => {
    const { texts } = place({ ...WORKSPACE, 'rust-toolchain.toml': '[toolchain]\nchannel = "1.90"\n' });
    expect(texts['rust-toolchain.toml']).toBe('[toolchain]\nchannel = "1.90"\ncomponents = ["clippy", "rustfmt"]\n');
  });

  describe('of hosts', () => {
    const update = (ecosystem: string): string => `  - package-ecosystem: ${ecosystem}\n    directory: /\n`;
    const OURS = ['cargo', 'rust-toolchain', 'github-actions'].map(update).join('');
    const hosts: Tree = new Map(
      Object.entries({
        '.github/dependabot.yml': `version: 2\n\nupdates:\n${OURS}`,
        '.gitlab-ci.yml': 'stages: [gates]\n',
      }).map(([path, text]) => [path, { text, executable: false }]),
    );
    const placeHosts = (texts: Readonly<Record<string, string>>) => {
      const files = filesOf({ ...WORKSPACE, ...texts });
      const { files: after, placed, left } = placeGates(files, hosts, PROJECT, []);
      const record = { ci: 'both', branch: 'main', terms: TERMS, ...placed } as const;
      return { textOf: (path: string) => after.get(path)?.text, left, files, bared: takeOutGates(after, record) };
    };

    it.each(['.github/dependabot.yml', '.github/dependabot.yaml'])('get the updates that %s lacks', (path) => {
      const own = `version: 2\nupdates:\n${update('npm')}`;
      const { textOf, left, files, bared } = placeHosts({ [path]: own });
      expect(textOf(path)).toBe(own + update('cargo') + update('github-actions'));
      expect(left).toEqual([]);
      expect(bared).toEqual({ files, left: [] });
    });

    it('keep the updates that they have', () => {
      const own = 'version: 2\nupdates:\n- package-ecosystem: cargo\n  directory: /crates\n';
      const { textOf, left, files, bared } = placeHosts({ '.github/dependabot.yml': own });
      expect(textOf('.github/dependabot.yml')).toBe(`${own}- package-ecosystem: github-actions\n  directory: /\n`);
      expect(left).toEqual(['.github/dependabot.yml: updates has cargo with other settings']);
      expect(bared).toEqual({ files, left: [] });
    });

    it.each([
      ['no list', 'version: 2\nupdates: none\n'],
      ['several documents', 'version: 2\n---\nversion: 2\n'],
      ['an alias', 'version: 2\nall: &all []\nupdates: *all\n'],
    ])('stay as they are where there is %s', (_, own) => {
      const { textOf, left } = placeHosts({ '.github/dependabot.yml': own });
      expect(textOf('.github/dependabot.yml')).toBe(own);
      expect(left).toHaveLength(2);
    });

    it.each([
      ['malformed', 'updates: [\n', /^\.github\/dependabot\.yml, line \d+: not valid YAML: /],
      [
        'a bomb',
        `a: &a [x]\n${Array.from(
          { length: 12 },
          (_, i) =>
            `k${i}: &k${i} [${Array(9)
              .fill(`*${i === 0 ? 'a' : `k${i - 1}`}`)
              .join(', ')}]\n`,
        ).join('')}`,
        /^\.github\/dependabot\.yml cannot be edited: /,
      ],
    ])('are refused where they are %s', (_, own, message) => {
      const run = (): unknown => placeHosts({ '.github/dependabot.yml': own });
      expect(run).toThrow(InputError);
      expect(run).toThrow(message);
    });

    it.each([
      ['none', undefined, '/.cache/\n'],
      ['one', '/target\n', '/target\n/.cache/\n'],
      ['one of another system', '/target\r\n', '/target\r\n/.cache/\r\n'],
      ['one that has it', '/.cache/\n/target', '/.cache/\n/target'],
    ])('the caches of GitLab’s jobs are ignored where there was %s', (_, own, expected) => {
      const { textOf, left, files, bared } = placeHosts(own === undefined ? {} : { '.gitignore': own });
      expect(textOf('.gitignore')).toBe(expected);
      expect(left).toEqual([]);
      expect(bared).toEqual({ files, left: [] });
    });

    it('a pipeline of ours that was changed since stays as it is', () => {
      const { textOf, left } = placeHosts({ '.gitlab-ci.yml': 'test:\n  script: make\n' });
      expect(textOf('.gitlab-ci.yml')).toBe('test:\n  script: make\n');
      expect(textOf('.gitignore')).toBe('/.cache/\n');
      expect(left).toEqual(['.gitlab-ci.yml is there already and stays as it is']);
    });
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
