/** A `.gitlab-ci.yml` of the project's own, as far as jobs that it includes depend on it. */
import { type Document, isAlias, isMap, isPair, isScalar, isSeq, visit, type YAMLMap } from 'yaml';

import { includedFile } from '../../gates/gitlab.ts';
import type { OwnPipeline } from '../../gates/plan.ts';
import { pairOf } from '../../merge/yaml-layout.ts';
import { readYaml } from '../../merge/yaml.ts';
import type { Files } from './plan.ts';
import type { GatesRecord } from './record.ts';
import { fromProject, workflowsOf, type Terms } from './terms.ts';

/** Where the jobs lie that it includes, from the project. */
export function includedPath(terms: Pick<Terms, 'folder'>): string {
  return fromProject(includedFile({ workflows: workflowsOf(terms) }), terms);
}

/**
 * The pipeline that is to include ours; undefined where there is none, or a file of the project's is in the way.
 *
 * @param files the project's, without what the gates put there.
 * @param ours what the gates put there altogether; in `files` where it was changed since.
 * @throws InputError where it is no sound YAML.
 */
export function ownPipeline(
  files: Files,
  ours: GatesRecord['files'],
  terms: Pick<Terms, 'folder'>,
): OwnPipeline | undefined {
  const path = fromProject('.gitlab-ci.yml', terms);
  const state = files.get(path);
  const included = includedPath(terms);
  if (state === undefined || path in ours || (files.has(included) && !(included in ours))) return undefined;
  return readPipeline(state.text, path);
}

/** GitLab's own, where a pipeline names none. */
const STAGES = ['build', 'test', 'deploy'];

/**
 * Reads a pipeline.
 *
 * @param file as messages name it.
 * @throws InputError that names the file, and the line where there is one.
 */
export function readPipeline(text: string, file: string): OwnPipeline {
  const document = readYaml(text, file);
  const root = document?.contents;
  if (document === undefined || !isMap(root)) return { stages: STAGES, mergeRequests: false, includes: false };
  const includes = pairOf(root, 'include') !== undefined;
  const stages = pairOf(root, 'stages');
  return {
    stages: stages !== undefined ? textsOf(stages.value, document) : includes ? stagesNamed(root) : STAGES,
    mergeRequests: runsForMergeRequests(document),
    includes,
  };
}

/** Sentences, without a full stop, on what was taken for granted because it stands elsewhere. */
export function assumptions({ stages, mergeRequests, includes }: OwnPipeline): string[] {
  return [
    ...(stages.length > 0
      ? []
      : ['which stages there are .gitlab-ci.yml itself does not say; the gates run in .post, which is always there']),
    ...(mergeRequests || !includes
      ? []
      : ['what .gitlab-ci.yml includes was not read; the gates run for branches, not for merge requests']),
  ];
}

/** The texts of a list; none where not all of them stand there. */
function textsOf(node: unknown, document: Document): string[] {
  const list = isAlias(node) ? node.resolve(document) : node;
  if (!isSeq(list) || list.tag !== undefined) return [];
  const texts = list.items.map((item) => (isScalar(item) && typeof item.value === 'string' ? item.value : undefined));
  return texts.includes(undefined) ? [] : (texts as string[]);
}

/** The stages of jobs: there has to be each of them. */
function stagesNamed({ items }: YAMLMap): string[] {
  const jobs = items.filter(({ key, value }) => isScalar(key) && !String(key.value).startsWith('.') && isMap(value));
  const stages = jobs.map(({ value }) => (value as YAMLMap).get('stage'));
  return [...new Set(stages.filter((stage) => typeof stage === 'string'))];
}

/** Keys that say when a job or a pipeline runs; a template may, too. */
const CONDITIONS = ['if', 'only', 'template'];

function runsForMergeRequests(document: Document): boolean {
  let found = false;
  visit(document, {
    Map: (_, map) => (map.get('when') === 'never' ? visit.SKIP : undefined),
    Scalar(_, { value }, ancestors) {
      if (!/merge_?request/i.test(String(value)) || !ancestors.some(isCondition)) return undefined;
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}

function isCondition(node: unknown): boolean {
  return isPair(node) && isScalar(node.key) && CONDITIONS.includes(String(node.key.value));
}
