/** How additions go into a file of the project's own, and out again. */
import { mergeLines, takeOutLines } from '../../merge/lines.ts';
import { mergeToml, takeOutToml } from '../../merge/toml.ts';
import { contentOf, type Added, type Addition, type Merged, type TakenOut } from '../../merge/types.ts';
import { mergeYaml, takeOutYaml } from '../../merge/yaml.ts';

interface Format {
  readonly merge: (text: string, additions: readonly Addition[], file: string) => Merged;
  readonly takeOut: (text: string, added: readonly Added[], file: string) => TakenOut;
}

/** Lines are elements of the file itself. */
const LINES: Format = {
  merge: (text, additions) => {
    const merged = mergeLines(text, additions.map(lineOf));
    return { text: merged.text, added: merged.added.map((element) => ({ path: [], element, made: 0 })), left: [] };
  },
  takeOut: (text, added) => {
    const rest = takeOutLines(text, added.map(lineOf));
    return { text: rest.text, taken: added.filter((each) => rest.added.includes(lineOf(each))), left: [] };
  },
};

/** A line as an addition. */
export const line = (element: string): Addition => ({ path: [], element });

function lineOf(addition: Addition): string {
  const content = contentOf(addition);
  if (typeof content !== 'string') throw new Error('what is added to lines is a line');
  return content;
}

/** Undefined for a file that nothing can be added to. */
export function formatOf(path: string): Format | undefined {
  if (path.endsWith('.toml')) return { merge: mergeToml, takeOut: takeOutToml };
  if (/\.ya?ml$/.test(path)) return { merge: mergeYaml, takeOut: takeOutYaml };
  return path.endsWith('.gitignore') ? LINES : undefined;
}
