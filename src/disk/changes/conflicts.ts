import { InputError } from '../../options/errors.ts';
import type { Change } from '../../render/change.ts';
import type { Entry } from './journal.ts';
import { ask, readIndex } from './repository.ts';
import { inRepository, shownPath, type Worksite } from './worksite.ts';

/**
 * Puts the texts of a conflict where git keeps objects, as `git add` would; nothing refers to them yet.
 *
 * @returns the file's entries in git's index as they are and as they are to be, each `mode object stage`
 * @throws InputError where the index holds a text that is neither committed nor in the file
 */
export async function prepareStages(
  site: Worksite,
  { path: file, before, after, conflict }: Change,
  signal: AbortSignal,
): Promise<Entry['stages']> {
  if (conflict === undefined) return undefined;
  const name = inRepository(site, file);
  if (/[^ ]{2}/.test(site.status.get(name) ?? '')) {
    throw new InputError(`${shownPath(site, file)} was staged and then changed again; commit it first`);
  }
  const mode = (before ?? after)?.executable === true ? '100755' : '100644';
  const texts = [conflict.base, conflict.ours, conflict.theirs];
  const entries = texts.map(async (text, index) => {
    if (text === undefined) return [];
    const args = ['hash-object', '-w', '--stdin', `--path=${name}`];
    const object = await ask(site.repository.top, args, { input: text, signal });
    return [`${mode} ${object.trim()} ${index + 1}`];
  });
  return { before: site.index.get(name) ?? [], after: (await Promise.all(entries)).flat() };
}

/**
 * Sets what git's index holds of the entries that have conflicts, in one step.
 *
 * @throws InputError where it holds something else than it did before or would after
 */
export async function setStages(
  site: Worksite,
  entries: readonly Entry[],
  to: 'before' | 'after',
  signal?: AbortSignal,
): Promise<void> {
  const present = await stagesThatDiffer(site, entries, to);
  const lines = present.flatMap(({ path: file, stages }) => {
    const [some = ''] = [...stages.before, ...stages.after];
    const none = `0 ${'0'.repeat(some.split(' ')[1]?.length ?? 0)} 0`;
    return [none, ...stages[to]].map((entry) => `${entry}\t${inRepository(site, file)}\0`);
  });
  if (lines.length === 0) return;
  const options = { input: lines.join(''), ...(signal === undefined ? {} : { signal }) };
  await ask(site.repository.top, ['update-index', '-z', '--index-info'], options);
}

/** Entries with conflicts whose stages are not set yet. */
export async function stagesThatDiffer(
  site: Worksite,
  entries: readonly Entry[],
  to: 'before' | 'after',
): Promise<(Entry & { readonly stages: NonNullable<Entry['stages']> })[]> {
  const conflicts = entries.flatMap((entry) =>
    entry.stages === undefined ? [] : [{ ...entry, stages: entry.stages }],
  );
  if (conflicts.length === 0) return [];
  const index = await readIndex(site.repository);
  return conflicts.filter(({ path: file, stages }) => {
    const now = (index.get(inRepository(site, file)) ?? []).join();
    if (now !== stages.before.join() && now !== stages.after.join()) {
      throw new InputError(`${shownPath(site, file)} was staged meanwhile; unstage it and try again`);
    }
    return now !== stages[to].join();
  });
}
