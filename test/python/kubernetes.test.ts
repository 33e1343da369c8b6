import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { execa } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';

import { ensureKubernetesSchemas } from '../support/python.ts';
import { KUBERNETES_SETS, kubernetesTree, manifestsOf } from '../support/kubernetes.ts';

const folder = mkdtempSync(join(tmpdir(), 'kubernetes-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Checks manifests against the schemas of a version of Kubernetes, which allow no field that they do not know. */
async function check(version: string, manifests: readonly string[]) {
  const files = manifests.map((text, index) => {
    const file = join(folder, `${index}.yaml`);
    writeFileSync(file, text);
    return file;
  });
  const { exitCode, all } = await execa(await ensureKubernetesSchemas(), ['-k', version, '--strict', ...files], {
    all: true,
    reject: false,
  });
  return { exitCode, all, passed: files.filter((file) => all.includes(`INFO ${file} passed`)).length };
}

describe('Kubernetes’ schemas', () => {
  const manifests = [
    ...new Set(KUBERNETES_SETS.flatMap((set) => [...manifestsOf(kubernetesTree(set)).values()])),
  ].sort();

  // The oldest that the README names, and the newest that the package has.
  it.each(['1.30', '1.37'])('of %s hold for the manifests of every set', async (version) => {
    const { exitCode, all, passed } = await check(version, manifests);
    expect(exitCode, all).toBe(0);
    expect(passed).toBe(manifests.length);
  });

  it('of 1.30 are those of the oldest version that the README names', () => {
    expect(kubernetesTree({ name: 'orders' }).get('deploy/kubernetes/README.md')?.text).toContain(
      'It takes Kubernetes 1.30 or later.',
    );
  });

  const deployment = manifests.find((text) => text.includes('kind: Deployment')) ?? '';
  it.each([
    ['a field that there is not', '          livenessProbe:', '          aliveProbe:'],
    ['a value of another type', '  replicas: 1', '  replicas: one'],
    ['a field that the version lacks', '      enableServiceLinks: false', '      hostnameOverride: orders'],
  ])('do not hold for %s', async (_what, right, wrong) => {
    expect(deployment).toContain(right);
    const { exitCode } = await check('1.30', [deployment.replace(right, wrong)]);
    expect(exitCode).not.toBe(0);
  });
});
