import { stripVTControlCharacters } from 'node:util';

import { describe, expect, test } from 'vitest';

import { diagnosisText, type Diagnosed } from '../../../src/cli/doctor.ts';
import { meaningText } from '../../../src/cli/explanation.ts';
import { withoutMachine, type Machine } from '../../../src/cli/gate-run.ts';
import type { Io } from '../../../src/cli/io.ts';
import { liveProgress, plainProgress, type Progress } from '../../../src/cli/progress.ts';
import { styleOf } from '../../../src/cli/style.ts';
import type { GateResult } from '../../../src/gates/receipt.ts';
import type { Meaning } from '../../../src/lifecycle/explain/index.ts';

const plain = styleOf({ colour: false });

const FOUND: Diagnosed = { what: 'git', state: 'found', version: '2.47.3', wanted: '2.28.0', install: 'a', gates: [] };

describe('what the doctor says', () => {
  test('names the gates that want something, and how to install it', () => {
    const old = {
      ...FOUND,
      what: 'cargo-deny',
      state: 'old',
      version: '0.19.0',
      wanted: '0.20.2',
      install: 'b',
    } as const;
    const missing = { what: 'typos-cli', state: 'missing', install: 'c' } as const;
    const text = diagnosisText(
      [FOUND, { ...old, gates: ['deny', 'advisories'] }, { ...missing, gates: [] }, { ...missing, gates: ['typos'] }],
      plain,
    );
    expect(text).toBe(
      [
        '✓ git         2.47.3',
        '✗ cargo-deny  0.19.0, older than 0.20.2; wanted by deny, advisories',
        '✗ typos-cli   missing',
        '✗ typos-cli   missing; wanted by typos',
        '',
        'To install:',
        '  b',
        '  c',
        '',
      ].join('\n'),
    );
  });

  test('is short where nothing is missing', () => {
    expect(diagnosisText([FOUND], plain)).toBe('✓ git  2.47.3\n\nNothing is missing.\n');
  });
});

describe('what is explained', () => {
  const reason = { feature: 'cloud/db-sqlite', when: '--db sqlite', on: false };

  test.each<[Meaning, string]>([
    [
      {
        kind: 'option',
        id: 'db',
        description: 'Where the data is kept',
        choice: { id: 'sqlite', description: 'A file' },
        choices: [
          { id: 'sqlite', description: 'A file' },
          { id: 'postgres', description: 'A server' },
        ],
        default: 'sqlite',
        when: '--pillar cloud',
        value: 'postgres',
        locks: [],
        features: [reason],
      },
      `--db  option
  what      Where the data is kept
  here      postgres
  choices   sqlite  A file (default)
            postgres  A server
  asked     sqlite: A file
  needs     --pillar cloud
  turns on  cloud/db-sqlite, on with --db sqlite; not here
  change    --db when a workspace is made, or with add
`,
    ],
    [
      { kind: 'file', path: 'Cargo.lock', from: ['src/render/lock.ts'], features: [], change: 'cargo' },
      `Cargo.lock  file
  from     src/render/lock.ts
  because  every workspace has it
  change   cargo
`,
    ],
    [
      { kind: 'file', path: 'deny.toml', from: ['src/render/deny.ts'], features: [] },
      `deny.toml  file
  from     src/render/deny.ts
  because  every workspace has it
  change   edit it: it is yours
`,
    ],
    [
      {
        kind: 'crate',
        name: 'hashbrown',
        version: '0.16.1',
        member: false,
        licence: 'MIT',
        enabled: ['default', 'inline-more'],
        askedBy: [],
        path: ['orders-store', 'sqlx 0.9.0', 'hashbrown 0.16.1'],
        deny: ['an older version beside a newer one: needed by sqlx'],
        features: [],
      },
      `hashbrown 0.16.1  crate
  licence    MIT
  way        orders-store -> sqlx 0.9.0 -> hashbrown 0.16.1
  features   default, inline-more
  deny.toml  an older version beside a newer one: needed by sqlx
  change     what pulls it in: cargo tree --invert hashbrown@0.16.1 shows all ways
`,
    ],
    [
      {
        kind: 'crate',
        name: 'orders-domain',
        version: '0.1.0',
        description: 'The rules',
        member: true,
        enabled: [],
        askedBy: [
          { member: 'orders', kind: 'normal', features: [] },
          { member: 'orders-rest', kind: 'dev', features: ['testing'] },
        ],
        path: [],
        deny: [],
        features: [{ feature: 'base', when: '', on: true }],
      },
      `orders-domain 0.1.0  crate
  what      The rules
  asked by  orders
            orders-rest, for tests, with testing
  because   base, always on
  change    its manifest, crates/orders-domain/Cargo.toml
`,
    ],
    [
      {
        kind: 'gate',
        id: 'typos',
        title: 'Spelling',
        command: 'typos',
        tier: 'nightly',
        job: 'Checks',
        why: 'misspelt words',
        tools: ['typos-cli@1.49.0'],
        here: true,
        features: [],
      },
      `typos  gate
  what     Spelling: keeps out misspelt words
  here     yes
  runs     every night, in the job Checks
  command  typos
  needs    typos-cli@1.49.0
  change   its step in .github/workflows and its recipe in the justfile, which are yours
`,
    ],
    [
      { kind: 'registry', name: 'acme', index: 'sparse+https://cargo.acme.example/index/', preset: 'company' },
      `acme  registry
  what     a private registry, sparse+https://cargo.acme.example/index/
  from     .cargo/config.toml names it, deny.toml allows it
  because  the preset company brings it
  change   in both files, which are yours
`,
    ],
  ])('%#', (meaning, text) => {
    expect(meaningText(meaning, plain)).toBe(text);
    expect(stripVTControlCharacters(meaningText(meaning, styleOf({ colour: true })))).toBe(text);
  });

  const option = { kind: 'option', id: 'owners', description: 'x', choices: [], default: '', features: [] } as const;

  test('an option that does not apply says what it needs', () => {
    expect(meaningText({ ...option, when: '--pillar ai', locks: [] }, plain)).toContain(
      '  here    does not apply: it needs --pillar ai\n',
    );
    expect(meaningText({ ...option, when: '', value: '', locks: [] }, plain)).toContain('  here    none\n');
  });

  test('an option that is locked says by which presets, and why', () => {
    const locks = [
      { preset: 'company', reason: 'LEGAL-12' },
      { preset: 'team', reason: 'what they said' },
    ];
    expect(meaningText({ ...option, when: '', value: '@acme', locks }, plain)).toBe(`--owners  option
  what    x
  here    @acme
  locked  by the preset company: LEGAL-12
          by the preset team: what they said
  change  in the preset: no flag and no later preset overrides it
`);
  });
});

describe('a line of output', () => {
  const machine: Machine = {
    host: 'quartz',
    folders: [
      ['/home/ada/orders', '.'],
      ['/home/ada', '~'],
    ],
  };

  test.each([
    ['Compiling orders v0.1.0 (/home/ada/orders/crates/orders)', 'Compiling orders v0.1.0 (./crates/orders)'],
    ['file:///home/ada/orders/README.md', 'file://./README.md'],
    ['at /home/ada/.cargo/registry/src/x/lib.rs:7', 'at ~/.cargo/registry/src/x/lib.rs:7'],
    ['in /home/ada', 'in ~'],
    ['in /home/adam/x', 'in …/x'],
    ['linker `/usr/bin/cc` failed', 'linker `…/cc` failed'],
    ['/tmp/rustcAbc/symbols.o: bad', '…/symbols.o: bad'],
    ['cannot connect to quartz:5432', 'cannot connect to $HOST:5432'],
    ['quartzite is a rock', 'quartzite is a rock'],
    ['GET /v1/orders answered 404', 'GET /v1/orders answered 404'],
    ['see https://docs.rs/tokio/latest/home/x', 'see https://docs.rs/tokio/latest/home/x'],
    ['src/main.rs:1:2 and ./home/x', 'src/main.rs:1:2 and ./home/x'],
  ])('%j tells nothing of the machine', (line, told) => {
    expect(withoutMachine(line, machine)).toBe(told);
  });
});

describe('progress', () => {
  const gate = { id: 'clippy', command: 'cargo clippy' };
  const result: GateResult = {
    ...gate,
    tier: 'pull-request',
    state: 'failed',
    reason: 'exit code 101',
    seconds: 2.5,
    output: ['error: unused'],
  };

  function shown(open: (io: Io) => Progress): string {
    let text = '';
    const progress = open({
      columns: 20,
      colour: false,
      out: (more: string) => {
        text += more;
      },
    } as Io);
    progress.begin(gate);
    progress.end(result);
    progress.begin(gate);
    progress.close();
    return text;
  }

  test('in a log is a line at the beginning and one at the end', () => {
    expect(shown(plainProgress)).toBe(
      'clippy: cargo clippy\nclippy: failed: exit code 101 (2.5 s)\n    error: unused\nclippy: cargo clippy\n',
    );
  });

  test('in a terminal is one line that gives way to the result, and leaves nothing half written', () => {
    const drawn = '\r⠋ clippy    0 s  ca\u001b[K\r\u001b[K';
    expect(shown((io) => liveProgress(io, 8))).toBe(
      `${drawn}✗ clippy    failed: exit code 101 (2.5 s)\n    error: unused\n${drawn}`,
    );
  });
});
