import { recordedPresets, type AnswersRecord, type RecordedPreset } from '../../lifecycle/answers-file.ts';
import { InputError, quoted } from '../../options/errors.ts';
import type { PresetRecord } from '../../project/additions.ts';
import { loadPresets, type Layer } from './load.ts';
import { copyName, parseSource, unpinned, type RemoteSource, type Source } from './source.ts';

/** A preset that is looked for. */
interface Wanted extends RecordedPreset {
  /** Where the workspace remembers it: `"acme" (.create-rust-2026.json, line 21)`. */
  readonly place: string;
  readonly parsed: Source;
}

/**
 * Reads the presets of a workspace again, the lowest layer first: each as it was, from where the user says that it lies,
 * or else from the version or commit that the workspace remembers. What is given need not have the name of what it was.
 *
 * @param given as the user wrote them, paths relative to `cwd`.
 * @throws InputError where one is not to be had, or is not what the workspace was made from.
 */
export async function recordedLayers(
  record: AnswersRecord,
  given: readonly string[],
  cwd: string,
): Promise<readonly Layer[]> {
  const wanted = recordedPresets(record).map((preset): Wanted => {
    const place = `${quoted(preset.source)} (${record.file}, line ${preset.line})`;
    return { ...preset, place, parsed: parseSource(preset.source, place) };
  });
  const asked = new Set<Wanted>();
  const layers = await loadPresets(given, cwd, {
    check: (found, label) => {
      if (wanted.some(({ digest }) => digest === found.digest)) return;
      throw new InputError(`--preset: ${label} ${problemOf(found, wanted, record.file)}`);
    },
    missing: (there) => {
      const missed = wanted.find(({ digest }) => !there.some((layer) => layer.record?.digest === digest));
      if (missed === undefined) return undefined;
      if (asked.has(missed)) throw new InputError(`${missed.place} ${CHANGED}; ${COPY}`);
      asked.add(missed);
      return remoteSource(missed);
    },
    unreachable: (error) => {
      throw error instanceof InputError
        ? new InputError(`${error.message.replace(/^--preset: /, '')}; ${COPY}`)
        : error;
    },
  });
  return wanted.flatMap(({ source, digest }) => {
    const layer = layers.find((candidate) => candidate.record?.digest === digest);
    return layer === undefined ? [] : [{ ...layer, record: { source, digest } }];
  });
}

const CHANGED = 'is not what the workspace was made from';
const COPY = 'where a copy of it lies as it was, say with --preset';

/** @throws InputError where only a name is remembered. */
function remoteSource({ parsed, place }: Wanted): RemoteSource {
  if (parsed.kind !== 'local') return parsed;
  throw new InputError(
    `the workspace was made with ${place}, a file or folder of which only the name is remembered; say where it lies with --preset`,
  );
}

/** What is wrong with a preset that is none of those that are looked for, and what to do. */
function problemOf(found: PresetRecord, wanted: readonly Wanted[], file: string): string {
  const meant = wanted.find(({ source, parsed }) => {
    return unpinned(source) === unpinned(found.source) || copyName(parsed) === copyName(parseSource(found.source, ''));
  });
  if (meant !== undefined) return `${CHANGED}, ${meant.place}; ${remedy(meant, found)}`;
  const sources = wanted.map(({ source }) => quoted(source)).join(', ');
  const there = sources === '' ? 'none is remembered' : `those are ${sources}`;
  return `is no preset that the workspace was made with: in ${file} ${there}; leave it out`;
}

/** How to come by what a preset was. */
function remedy({ source, parsed }: Wanted, found: PresetRecord): string {
  if (source === found.source && parsed.kind !== 'local') return COPY;
  if (parsed.kind === 'git') return `check out ${parsed.wanted} of ${parsed.url}`;
  if (parsed.kind === 'npm') return `take version ${parsed.wanted} of ${parsed.name}`;
  return 'give it as it was then';
}
