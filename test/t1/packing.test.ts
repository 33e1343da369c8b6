import { expect, test } from 'vitest';

import { groupTemplates, packTemplates, readTemplates } from '../../scripts/templates.ts';

const texts = await readTemplates();
const groups = groupTemplates(texts);

test('what a pillar brings unless told otherwise is packed apart from its other choices', () => {
  expect(groups).toMatchObject({
    'license/pair': 'common',
    existing: 'common',
    'cloud/base': 'cloud',
    'cloud/auth-jwt': 'cloud',
    'cloud/auth-session': 'cloud-other',
    'ai/serve-alone': 'ai',
    'ai/serve-service': 'ai-other',
  });
});

test('every template is packed, and once', () => {
  const packed = Array.from(packTemplates(texts, groups).values()).flatMap(({ plain, module }) => [
    ...Object.keys(plain),
    ...Array.from(module.matchAll(/^"(.+)": function \(locals\)/gm), ([, file]) => file),
  ]);
  expect(packed.sort()).toEqual(Object.keys(texts));
});
