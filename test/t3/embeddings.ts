/** The server of the AI pillar, with a real model: OpenAI's client gets from it what onnxruntime computes. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import { execa } from 'execa';

import { ensureEmbeddings, script } from '../support/embeddings/environment.ts';
import { sharedBuild } from '../support/cache.ts';
import { prepareToolchain } from '../support/toolchain.ts';
import { toolPath } from '../support/tools.ts';
import type { Workspace } from '../support/workspace.ts';
import type { Proof } from './proof.ts';

const TEXTS = [
  'The cat sat on the mat.',
  'A feline rested on the rug',
  'Rust has no garbage collector; ownership decides when memory is freed.',
  'a',
  'Größe, naïveté, Ἀθῆναι, 東京 and 🦀',
  'tokio axum serde rkyv candle safetensors',
  '   blanks\tand\nlines   ',
  'The quick brown fox jumps over the lazy dog. '.repeat(12),
  // Longer than the model reads.
  'All happy families are alike; each unhappy family is unhappy in its own way. '.repeat(40),
];

/** How far a cosine may be from 1. */
const TOLERANCE = 1e-4;

export const embeddingProof: Proof = {
  title: 'OpenAI’s client gets the vectors that onnxruntime computes',
  prove: async (workspace) => {
    const { python, model, graph } = await ensureEmbeddings();
    const texts = path.join(workspace.folder, 'texts.json');
    await workspace.write('texts.json', JSON.stringify(TEXTS));
    const expected = await vectors(python, [script('reference.py'), model, graph, texts]);
    const server = await startServer(workspace, model);
    let found: readonly Vector[];
    try {
      found = await vectors(python, [script('client.py'), `${server.url}/v1`, 'minilm', texts]);
      const health = await fetch(`${server.url}/healthz`);
      assert.equal(health.status, 200);
      const metrics = await (await fetch(`${server.url}/metrics`)).text();
      assert.match(metrics, new RegExp(`^embedding_texts_total ${TEXTS.length + 1}$`, 'm'));
    } finally {
      await server.stop();
    }
    assert.equal(found.length, TEXTS.length);
    for (const [index, vector] of found.entries()) {
      const cosine = similarity(vector, expected[index] ?? []);
      assert.ok(Math.abs(1 - cosine) < TOLERANCE, `${TEXTS[index]}: the cosine is ${cosine}`);
    }
  },
};

type Vector = readonly number[];

async function vectors(python: string, args: readonly string[]): Promise<readonly Vector[]> {
  const { stdout } = await execa(python, args, { maxBuffer: 1e8 });
  return JSON.parse(stdout) as Vector[];
}

function similarity(a: Vector, b: Vector): number {
  const product = (x: Vector, y: Vector) => x.reduce((sum, value, index) => sum + value * (y[index] ?? Number.NaN), 0);
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}

/** Starts the program as its README says, at a port that the system chooses. */
async function startServer(workspace: Workspace, model: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const toolchain = await prepareToolchain(workspace.folder, 'cargo run');
  const args = ['run', '--locked', '--quiet', '--package=orders-server', '--', `--model=${model}`, '--name=minilm'];
  const server = spawn('cargo', [...args, '--address=127.0.0.1:0'], {
    cwd: workspace.folder,
    env: { ...process.env, ...sharedBuild, PATH: toolPath, RAYON_NUM_THREADS: '2', ...toolchain.env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  const url = await new Promise<string>((resolve, reject) => {
    server.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      const [, address] = /listening address=(\S+)/.exec(log) ?? [];
      if (address !== undefined) resolve(`http://${address}`);
    });
    server.once('exit', () => {
      reject(new Error(`the server did not start:\n${log}`));
    });
  });
  return {
    url,
    stop: async () => {
      const ended = once(server, 'exit');
      // `cargo run` has become the program: they are one process.
      server.kill('SIGTERM');
      const [code] = (await ended) as [number | null];
      assert.equal(code, 0, log);
    },
  };
}
