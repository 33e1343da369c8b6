import { parse } from 'yaml';

import { create } from '../../src/lifecycle/create.ts';
import { resolveAnswers, type RawAnswers } from '../../src/options/resolve.ts';
import type { Tree } from '../../src/render/tree.ts';
import { assets } from './assets.ts';

/**
 * Every set of answers that manifests depend on: databases, authentication, telemetry, one service or more, names with and
 * without `_`.
 */
export const KUBERNETES_SETS: readonly RawAnswers[] = ['sqlite', 'postgres'].flatMap((db) =>
  ['jwt', 'session', 'none'].flatMap((auth) => [
    { name: 'orders', db, auth, telemetry: 'otlp' },
    { name: 'tea_shop', db, auth, telemetry: 'log', service: ['billing', 'in_voicing'] },
  ]),
);

/** The workspace of a set, with manifests. */
export function kubernetesTree(raw: RawAnswers): Tree {
  return create(resolveAnswers({ deploy: 'kubernetes', ...raw }), assets).tree;
}

/** The manifests of a tree by path, but for those that Kustomize alone reads. */
export function manifestsOf(tree: Tree): Map<string, string> {
  const manifests = [...tree].filter(
    ([path]) => /^deploy\/kubernetes\/.*\.yaml$/.test(path) && !path.endsWith('/kustomization.yaml'),
  );
  return new Map(manifests.map(([path, { text }]) => [path, text]));
}

/** What a file of a tree says. */
export function yamlOf(tree: Tree, path: string): unknown {
  const text = tree.get(path)?.text;
  if (text === undefined) throw new Error(`there is no ${path}`);
  return parse(text);
}
