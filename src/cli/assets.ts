import { readFile } from 'node:fs/promises';

import type { GatesAssets } from '../lifecycle/gates/tree.ts';
import type { Answers } from '../options/table.ts';
import { FEATURES } from '../pillars/index.ts';
import { selectFeatures } from '../project/compose.ts';
import { unpackCatalogue, type PackedCatalogue } from '../render/pack.ts';
import type { Assets } from '../render/project.ts';
import type { Templates } from '../render/template.ts';

/** facts.json */
export interface Facts extends Pick<Assets, 'version' | 'rust'> {
  /** By feature, which of the files below templates/ holds its templates. */
  readonly groups: Readonly<Record<string, string>>;
}

/** What the build packed beside the program; the larger part is read when it is known what is needed of it. */
export interface PackedAssets {
  readonly version: string;
  readonly load: (answers: Answers) => Promise<Assets>;
  /** What the gates of a project that somebody else made are rendered from. */
  readonly loadGates: () => Promise<GatesAssets>;
}

/** What belongs to no pillar: small, and every workspace needs most of it. */
export const COMMON = 'common';

/**
 * Opens facts.json, catalogue.json and templates/, which holds for each group of features the plain texts as JSON, and as a
 * module what EJS was compiled to.
 */
export async function openAssets(folder = new URL('.', import.meta.url)): Promise<PackedAssets> {
  const read = async <T>(file: string): Promise<T> => JSON.parse(await readFile(new URL(file, folder), 'utf8')) as T;
  const load = async (group: string): Promise<Templates> => {
    const [plain, compiled] = await Promise.all([
      read<Templates>(`templates/${group}.json`),
      import(new URL(`templates/${group}.js`, folder).href) as Promise<{ default: Templates }>,
    ]);
    return { ...plain, ...compiled.default };
  };
  const facts = await read<Facts>('facts.json');
  return {
    version: facts.version,
    loadGates: async () => ({ rust: facts.rust, templates: await load(COMMON) }),
    load: async (answers) => {
      const groups = new Set(selectFeatures(FEATURES, answers).flatMap(({ id }) => facts.groups[id] ?? []));
      const [catalogue, ...templates] = await Promise.all([
        read<PackedCatalogue>('catalogue.json'),
        ...Array.from(groups, load),
      ]);
      return {
        version: facts.version,
        rust: facts.rust,
        catalogue: unpackCatalogue(catalogue),
        templates: Object.assign({}, ...templates) as Templates,
      };
    },
  };
}
