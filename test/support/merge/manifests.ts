/** Random TOML in every style in which people write manifests. */
import fc from 'fast-check';
import { parse } from 'smol-toml';

const bareKey = fc.constantFrom('name', 'members', 'serde', 'all', 'pedantic', 'unsafe_code', 'workspace', 'x-1', '7');
const quotedKey = fc.constantFrom('"a b"', "'cfg(unix)'", '"ü"', '"*"', '"constructor"', '""', '"a.b"');
const simpleKey = fc.oneof({ weight: 4, arbitrary: bareKey }, { weight: 1, arbitrary: quotedKey });
const blank = fc.constantFrom('', ' ', '\t', '  ');
const dottedKey = fc
  .tuple(fc.constantFrom('lints', 'package', 'serde', 'metadata'), simpleKey, fc.option(simpleKey), blank)
  .map(([first, second, third, space]) =>
    [first, second, ...(third === null ? [] : [third])].join(`${space}.${space}`),
  );

const scalar = fc.constantFrom(
  ...['1', '-0', '0x1F', '9007199254740993', '1.5', 'nan', 'true', '1979-05-27T07:32:00Z', '07:32:00', '2026-11-26'],
  ...[
    '"a"',
    '"crates/c"',
    '"1"',
    '"warn"',
    '""',
    "'C:\\x'",
    '"# no comment"',
    '"[lints]"',
    '"a, b"',
    '"ü 日本 🦀 \\" \\u00e9"',
  ],
  ...['"""\n[lints]\n# no comment\n"""', "'''\n  x = 1\n\n'''", '""" one line """'],
);
const comment = fc.constantFrom('', ' # why', ' #, [x] = "', '\t# ü');
const onLine = fc
  .array(scalar, { maxLength: 3 })
  .chain((items) =>
    fc.constantFrom(
      `[${items.join(', ')}]`,
      `[ ${items.join(' , ')} ]`,
      `[${items.map((item) => `${item},`).join('')}]`,
    ),
  );
const onLines = fc
  .tuple(fc.array(fc.tuple(scalar, comment, fc.boolean()), { maxLength: 3 }), blank, fc.boolean(), blank)
  .map(([items, indent, trailing, outer]) => {
    const lines = items.map(([item, remark, isLone], index) => {
      const comma = trailing || index < items.length - 1 ? ',' : '';
      return `${isLone ? `${indent}# alone\n` : ''}${indent}${item}${comma}${remark}\n`;
    });
    return `[\n${lines.join('')}${outer}]`;
  });
const list = fc.oneof(onLine, onLines);
const inlineTable = fc
  .uniqueArray(fc.tuple(bareKey, fc.oneof(scalar, list)), { maxLength: 3, selector: ([key]) => key })
  .map((pairs) => `{ ${pairs.map(([key, value]) => `${key} = ${value}`).join(', ')} }`);
const value = fc.oneof(
  { weight: 4, arbitrary: scalar },
  { weight: 3, arbitrary: list },
  { weight: 1, arbitrary: inlineTable },
);

const loose = fc.constantFrom(
  '',
  '',
  '',
  '\n',
  '\n\n',
  '# about\n',
  '# about\n\n',
  '\n# above\n# it\n',
  '   \n',
  '\t# in\n',
);
const entry = fc
  .tuple(loose, blank, fc.oneof({ weight: 4, arbitrary: simpleKey }, dottedKey), blank, value, comment)
  .map(([above, indent, key, space, content, remark]) => ({
    key,
    text: `${above}${indent}${key}${space}=${space}${content}${remark}\n`,
  }));
const entries = fc
  .uniqueArray(entry, { maxLength: 5, selector: ({ key }) => key.split('.')[0]?.trim() })
  .chain((found) =>
    fc.boolean().map((isSorted) => (isSorted ? found.toSorted((a, b) => (a.key < b.key ? -1 : 1)) : found)),
  )
  .map((found) => found.map(({ text }) => text).join(''));

const header = fc.constantFrom(
  ...['[package]', '[lints]', '[lints.rust]', '[workspace]', '[workspace.lints.rust]', '[workspace.lints.clippy]'],
  ...[
    '[workspace.package]',
    '[ workspace . "dependencies" ]',
    '[dependencies]',
    '[profile.dev]',
    '["ü"]',
    '[features]',
  ],
  ...['[dependencies.serde]', "[target.'cfg(unix)'.dependencies]", '[workspace.metadata.x.y]'],
);
const section = fc
  .tuple(loose, blank, header, comment, entries)
  .map(([above, indent, head, remark, body]) => ({ head, text: `${above}${indent}${head}${remark}\n${body}` }));
const tableList = fc
  .tuple(loose, fc.array(fc.tuple(comment, entries), { minLength: 1, maxLength: 3 }))
  .map(([above, items]) => ({
    head: '[[bin]]',
    text: items.map(([remark, body]) => `${above}[[bin]]${remark}\n${body}`).join(''),
  }));
const sections = fc.uniqueArray(fc.oneof({ weight: 6, arbitrary: section }, tableList), {
  maxLength: 6,
  selector: ({ head }) => head,
});

function isValid(text: string): boolean {
  try {
    parse(text, { integersAsBigInt: 'asNeeded' });
    return true;
  } catch {
    return false;
  }
}

const body = fc
  .tuple(loose, entries, sections, loose)
  .map(([top, root, tables, end]) => top + root + tables.map(({ text }) => text).join('') + end)
  .filter(isValid);

/** A valid manifest, with either line ending, with or without a final one, now and then with a byte order mark. */
export const manifest: fc.Arbitrary<string> = fc
  .tuple(body, fc.boolean(), fc.boolean(), fc.integer({ min: 0, max: 9 }))
  .map(([text, isCarriage, isOpen, mark]) => {
    const ended = isOpen ? text.replace(/\n$/, '') : text;
    return (mark === 0 ? '\uFEFF' : '') + (isCarriage ? ended.replaceAll('\n', '\r\n') : ended);
  })
  .filter((text) => isValid(text.replace('\uFEFF', '')));
