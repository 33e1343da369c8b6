import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';

import { create } from '../../src/lifecycle/create.ts';
import { resolveAnswers, type RawAnswers } from '../../src/options/resolve.ts';
import { assets } from '../support/assets.ts';

function creationOf(raw: RawAnswers) {
  return create(resolveAnswers({ name: 'tea-shop', ci: 'both', ...raw }), assets);
}

const treeOf = (raw: RawAnswers) => creationOf(raw).tree;

/** Answers that speak of containers, but of whether there is a dev container. */
const SETS: readonly RawAnswers[] = ['sqlite', 'postgres'].flatMap((db) =>
  ['jwt', 'session', 'none'].flatMap((auth) =>
    [[], ['billing', 'invoicing']].map((service) => ({ db, auth, service })),
  ),
);

/** The database at home in which each service's data lies, as its settings say. */
function databasesOf(raw: RawAnswers): string[] {
  return [...treeOf(raw)].flatMap(([path, { text }]) => {
    const [, database] = /^url = "postgres:\/\/postgres@127\.0\.0\.1:5432\/(.*)"$/m.exec(text) ?? [];
    return path.endsWith('/defaults.toml') && database !== undefined ? [database] : [];
  });
}

describe('without a container', () => {
  it.each(SETS)('no file speaks of one: %j', (set) => {
    // The host of the CI runs jobs and their database in images, whatever the service is.
    const own = [...treeOf({ ...set, container: 'none' })].filter(
      ([path]) => !/^(\.github\/workflows\/|\.gitlab-ci\.yml$|\.create-rust-2026\.json$)/.test(path),
    );
    const words = /docker|distroless|kube|compose\.ya?ml|\bCompose\b|\bcontainers?\b|\bimages?\b/i;
    const said = own.flatMap(([path, { text }]) =>
      text
        .split('\n')
        .flatMap((line) =>
          words.test(line) && !/\bcompose(::|;|, connections|, telemetry|\.rs)/.test(line) ? [`${path}: ${line}`] : [],
        ),
    );
    expect(said).toEqual([]);
    expect(
      own.map(([path]) => path).filter((path) => /Dockerfile|\.dockerignore|compose\.yaml|^deploy\//.test(path)),
    ).toEqual([]);
  });

  it.each(SETS)('everything else is as it is with one: %j', (set) => {
    const [without, docker, kubernetes] = [{ container: 'none' }, {}, { deploy: 'kubernetes' }].map(
      (more) => new Map([...treeOf({ ...set, ...more })].map(([path, { text }]) => [path, text])),
    );
    const changed = (other = new Map<string, string>()) =>
      [...new Set([...(without?.keys() ?? []), ...other.keys()])].filter(
        (path) => without?.get(path) !== other.get(path),
      );
    const prose = ['.create-rust-2026.json', '.dockerignore', '.github/dependabot.yml'];
    const [services, isPostgres] = [set['service'] as readonly string[], set['db'] === 'postgres'];
    const files = [
      ...prose,
      ...(isPostgres ? ['CONTRIBUTING.md'] : []),
      'Dockerfile',
      'README.md',
      'compose.yaml',
      ...services.map((name) => `crates/${name}/Dockerfile`),
    ];
    expect(changed(docker).sort()).toEqual(files.sort());
    expect(
      changed(kubernetes)
        .filter((path) => !path.startsWith('deploy/kubernetes/'))
        .sort(),
    ).toEqual(files.sort());
  });

  it.each<RawAnswers>([{}, { service: ['billing', 'invoicing'] }])('the README makes every database: %j', (more) => {
    const raw = { db: 'postgres', container: 'none', ...more };
    const { project, tree } = creationOf(raw);
    const made = (tree.get('README.md')?.text ?? '').matchAll(
      /^createdb --host 127\.0\.0\.1 --username postgres (\S+)$/gm,
    );
    const names = Array.from(made, ([, name = '']) => name);
    expect(names.toSorted()).toEqual(databasesOf(raw).toSorted());
    expect(names).toContain('tea-shop');
    expect(project.next[0]?.command).toBe('createdb --host 127.0.0.1 --username postgres tea-shop');
    // It makes a database, and starts no server.
    expect(project.next.filter(({ starts }) => starts)).toEqual([]);
  });

  it('a dev container brings the database itself, and those of further services in it', () => {
    const raw = { db: 'postgres', container: 'none', service: ['billing', 'invoicing'], 'dev-container': 'yes' };
    const tree = treeOf(raw);
    const { dockerComposeFile } = JSON.parse(tree.get('.devcontainer/devcontainer.json')?.text ?? '') as {
      dockerComposeFile: unknown;
    };
    expect(dockerComposeFile).toEqual(['compose.yaml']);
    const image = /image: (postgres:\S+)/.exec(tree.get('.github/workflows/ci.yml')?.text ?? '')?.[1];
    expect(parseYaml(tree.get('.devcontainer/compose.yaml')?.text ?? '')).toMatchObject({
      services: {
        // The file lies one folder below the workspace.
        workspace: { volumes: ['..:/workspaces/tea-shop'], network_mode: 'service:database' },
        database: {
          image,
          environment: { POSTGRES_DB: 'tea-shop' },
          configs: [{ source: 'databases', target: '/docker-entrypoint-initdb.d/databases.sql' }],
          healthcheck: { test: 'pg_isready --host 127.0.0.1 --username postgres' },
        },
      },
      configs: { databases: { content: 'CREATE DATABASE "billing"; CREATE DATABASE "invoicing";' } },
    });
  });

  it('nothing can be deployed', () => {
    expect(() => treeOf({ container: 'none', deploy: 'kubernetes' })).toThrow(
      '--deploy does not apply here: it needs --pillar cloud and --container docker',
    );
  });
});
