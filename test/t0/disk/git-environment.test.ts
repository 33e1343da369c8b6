import { expect, test } from 'vitest';

import { gitEnvironment } from '../../../src/disk/git.ts';

test('a git around us has no say, the user has', () => {
  expect(
    gitEnvironment({
      EMAIL: 'me@example.org',
      GIT_ALTERNATE_OBJECT_DIRECTORIES: '/x',
      GIT_AUTHOR_DATE: '2001-01-01T00:00:00Z',
      GIT_AUTHOR_EMAIL: 'me@example.org',
      GIT_AUTHOR_NAME: 'Me',
      GIT_COMMITTER_EMAIL: 'me@example.org',
      GIT_COMMITTER_NAME: 'Me',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_GLOBAL: '/home/me/git',
      GIT_CONFIG_KEY_0: 'core.bare',
      GIT_CONFIG_PARAMETERS: "'core.bare'='true'",
      GIT_CONFIG_VALUE_0: 'true',
      GIT_DIR: '/elsewhere/.git',
      GIT_INDEX_FILE: '/elsewhere/.git/index',
      GIT_OBJECT_DIRECTORY: '/x',
      GIT_TEMPLATE_DIR: '/x',
      GIT_WORK_TREE: '/elsewhere',
      HOME: '/home/me',
      LC_ALL: 'de_DE.UTF-8',
      PATH: '/bin',
    }),
  ).toEqual({
    EMAIL: 'me@example.org',
    GIT_AUTHOR_EMAIL: 'me@example.org',
    GIT_AUTHOR_NAME: 'Me',
    GIT_COMMITTER_EMAIL: 'me@example.org',
    GIT_COMMITTER_NAME: 'Me',
    GIT_CONFIG_GLOBAL: '/home/me/git',
    GIT_TERMINAL_PROMPT: '0',
    HOME: '/home/me',
    LC_ALL: 'C',
    PATH: '/bin',
  });
});
