import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  readAnswersRecord,
  recordedAnswers,
  recordedArguments,
  type AnswersRecord,
} from '../../../src/lifecycle/answers-file.ts';
import { InputError } from '../../../src/options/errors.ts';
import { resolveAnswers } from '../../../src/options/resolve.ts';
import { renderAnswers } from '../../../src/render/answers.ts';
import { given, someAnswers } from '../../support/command-line.ts';
import { hostileText } from '../../support/hostile.ts';

const FILE = 'orders/.create-rust-2026.json';

function record(text: string): AnswersRecord {
  return readAnswersRecord(text, FILE);
}

function fileWith(answers: string, more = ''): string {
  return `{
  "generator": { "name": "create-rust-2026", "version": "1.2.3" },
  "answers": ${answers}${more}
}
`;
}

test('what was written is read again, whatever was answered', () => {
  fc.assert(
    fc.property(someAnswers, (raw) => {
      const answers = resolveAnswers({ name: 'orders', ...raw });
      const read = record(renderAnswers(answers, '1.2.3').text);
      expect(read.version).toBe('1.2.3');
      expect(recordedAnswers(read)).toEqual(answers);
    }),
  );
});

test('the arguments of a record give its answers', async () => {
  await fc.assert(
    fc.asyncProperty(someAnswers, async (raw) => {
      const answers = resolveAnswers({ name: 'orders', ...raw });
      const again = await given(...recordedArguments(record(renderAnswers(answers, '1.2.3').text)));
      expect(resolveAnswers(again.raw, again.naming)).toEqual(answers);
    }),
  );
});

test('of another version the arguments are known, whatever its options are', () => {
  const text = fileWith('{ "name": "orders", "cache": "redis", "labs": ["a", "b"], "owners": "", "editors": [] }');
  expect(recordedArguments(record(text))).toEqual([
    'orders',
    '--cache',
    'redis',
    '--labs',
    'a,b',
    '--owners',
    'none',
    '--editors',
    'none',
  ]);
});

describe('what is no answers file is refused with file, line and key', () => {
  test.each<[string, string]>([
    ['{', `${FILE}, line 1: not valid JSON: `],
    ['[]', `${FILE}, line 1: not valid JSON: the whole must be an object`],
    ['{}', `${FILE} has no "generator": it is not what create-rust-2026 writes`],
    ['{"generator": {}}', `${FILE} has no "answers"`],
    ['{\n"generator": 5, "answers": {}}', `"generator" (${FILE}, line 2) must be an object`],
    ['{"generator": {},\n"answers": []}', `"answers" (${FILE}, line 2) must be an object`],
    ['{"generator": {"version": "1.2.3"}, "answers": {}}', `${FILE} has no "name"`],
    [
      '{"generator": {"name": "yo"}, "answers": {}}',
      `"name" (${FILE}, line 1) must be "create-rust-2026": another generator wrote it`,
    ],
    [
      '{"generator": {"name": "create-rust-2026",\n"version": "1.2.3; rm -r ."}, "answers": {}}',
      `"version" (${FILE}, line 2) must be a version, such as "1.2.3"`,
    ],
    ['{"answers": {}}', `${FILE} has no "generator"`],
    [fileWith('{}', ',\n"answers": {}'), `${FILE}, line 4: not valid JSON: "answers" stands there twice`],
    [
      '{"generator": {}, "gates": {}}',
      `${FILE} is of a project that only has gates; run them with just, or see .gates/README.md`,
    ],
    ['['.repeat(60_000), `${FILE} is nested too deeply`],
  ])('%.40j', (text, message) => {
    expect(() => record(text)).toThrow(InputError);
    expect(() => record(text)).toThrow(message);
  });

  test.each<[string, string]>([
    [fileWith('{}'), `"name" (${FILE}, line 1): a project needs a name`],
    [
      fileWith('{ "name": "orders" }', ',\n  "extra": 1'),
      `"extra" (${FILE}, line 4) is nothing that an answers file holds`,
    ],
    [fileWith('{ "name": "orders",\n"dbs": "x" }'), `"dbs" (${FILE}, line 4) is not an option; did you mean db?`],
    [fileWith('{ "name": "orders",\n"db": 1 }'), `"db" (${FILE}, line 4) must be a text or a list of texts`],
    [
      fileWith('{ "name": "orders",\n"db": "x" }'),
      `"db" (${FILE}, line 4): there is no "x"; choose from sqlite, postgres`,
    ],
    [fileWith('{ "name": "orders", "__proto__": {} }'), `"__proto__" (${FILE}, line 3) must be a text`],
    [fileWith('{ "name": "orders", "__proto__": "x" }'), `"__proto__" (${FILE}, line 3) is not an option`],
  ])('%j holds no answers of this version', (text, message) => {
    expect(() => recordedAnswers(record(text))).toThrow(InputError);
    expect(() => recordedAnswers(record(text))).toThrow(message);
  });

  test.each<[string, string]>([
    [fileWith('{ "name": "orders", "--db": "x" }'), `"--db" (${FILE}, line 3) is no option of any version`],
    [fileWith('{ "name": "orders", "db": {} }'), `"db" (${FILE}, line 3) must be a text or a list of texts`],
    [fileWith('{ "name": 5 }'), `"name" (${FILE}) must be a text`],
  ])('%j gives no arguments', (text, message) => {
    expect(() => recordedArguments(record(text))).toThrow(message);
  });

  test('or it is read: nothing else happens, whatever stands in it', () => {
    const value = fc.oneof(hostileText, fc.jsonValue());
    const text = fc.oneof(
      hostileText,
      fc.json(),
      fc.dictionary(fc.oneof(fc.constantFrom('name', 'db', 'owners'), hostileText), value).map((answers) => {
        return fileWith(JSON.stringify(answers, undefined, 1));
      }),
    );
    fc.assert(
      fc.property(text, (written) => {
        try {
          expect(recordedAnswers(record(written)).name).toMatch(/^[a-z][a-z0-9_-]*$/);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
          expect((error as Error).message).toMatch(/^[^\n\r]{1,600}$/);
        }
      }),
    );
  });
});
