/** Cargo and cargo-deny, asked what they make of a workspace. */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'smol-toml';
import type { Skip } from '../../../src/render/graph.ts';
import type { LicencePolicy } from '../../../src/render/licences.ts';
import type { Target } from '../../../src/render/targets.ts';
import { toolPath } from '../tools.ts';

const MAX_OUTPUT = 256 * 1024 * 1024;

/** The lock that Cargo writes for a workspace when it starts from another, larger one. */
export function pruneLock(workspace: string, superset: string): string {
  const lock = join(workspace, 'Cargo.lock');
  copyFileSync(superset, lock);
  cargo(workspace, 'metadata', '--format-version', '1', '--offline');
  return readFileSync(lock, 'utf8');
}

/** Throws unless Cargo takes the lock as it is. */
export function requireAccepted(workspace: string, lock: string): void {
  writeFileSync(join(workspace, 'Cargo.lock'), lock);
  cargo(workspace, 'metadata', '--format-version', '1', '--offline', '--locked');
}

/** Runs Cargo, which must succeed. */
export function cargo(folder: string, ...options: readonly string[]): void {
  execFileSync('cargo', options, { cwd: folder, maxBuffer: MAX_OUTPUT, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Everything in cargo-deny's graph, dev-dependencies too, as `name version`, sorted. */
export function listGraph(workspace: string, targets: readonly Target[]): string[] {
  configure(workspace, { graph: { targets }, licenses: { 'include-dev': true } });
  const { stdout } = cargoDeny(workspace, '--all-features', 'list', '--layout', 'crate', '--format', 'json');
  return Object.keys(JSON.parse(stdout) as object)
    .map((id) => id.split(' ', 2).join(' '))
    .sort();
}

/** The codes of all that cargo-deny finds wrong, each once; it warns of nothing that is not counted. */
export function checkPolicy(
  workspace: string,
  targets: readonly Target[],
  { allow, exceptions }: LicencePolicy,
  skip: readonly Skip[],
): string[] {
  configure(workspace, {
    graph: { targets, 'all-features': true },
    licenses: { allow, exceptions, private: { ignore: true } },
    bans: { 'multiple-versions': 'deny', wildcards: 'deny', 'allow-wildcard-paths': true, skip },
    sources: { 'unknown-registry': 'deny', 'unknown-git': 'deny' },
  });
  const { status, stderr } = cargoDeny(
    workspace,
    ...['--format', 'json'],
    ...['check', '-D', 'warnings', '--hide-inclusion-graph', 'bans', 'licenses', 'sources'],
  );
  const codes = [...new Set(stderr.trim().split('\n').flatMap(errorCode))];
  if ((status === 0) !== (codes.length === 0)) throw new Error(`cargo-deny ended with ${status}: ${stderr}`);
  return codes;
}

function configure(workspace: string, configuration: Readonly<Record<string, unknown>>): void {
  writeFileSync(join(workspace, 'deny.toml'), stringify(configuration));
}

function cargoDeny(folder: string, ...options: readonly string[]) {
  return spawnSync('cargo', ['deny', '--offline', '--locked', ...options], {
    cwd: folder,
    env: { ...process.env, PATH: toolPath },
    encoding: 'utf8',
    maxBuffer: MAX_OUTPUT,
  });
}

function errorCode(line: string): string[] {
  const { type, fields } = JSON.parse(line) as { type: string; fields: { severity?: string; code?: string } };
  return type === 'diagnostic' && fields.severity === 'error' ? [fields.code ?? 'none'] : [];
}
