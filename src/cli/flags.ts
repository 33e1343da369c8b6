import { Option as Flag, type Command } from 'commander';

import { InputError } from '../options/errors.ts';
import { choicesOf, conditionText, exampleOf, hasChoices, isList, type RawAnswers } from '../options/resolve.ts';
import { OPTIONS } from '../options/table.ts';
import type { Option } from '../options/types.ts';

/** Values by attribute name, as commander collects them. */
export type Flags = Readonly<Record<string, unknown>>;

/** What `--preset` does. */
export const PRESET_FLAG =
  'take answers, files and gates from a file, a folder, an npm package or a git repository; a later one wins, and flags win over all';

/** Adds one flag for each option of the table. */
export function addAnswerFlags(command: Command): void {
  for (const option of OPTIONS as readonly Option[]) command.addOption(toFlag(option));
}

/** A flag that may be repeated: whether it should have been is for the answers' own check. */
export function repeatable(flags: string, description: string): Flag {
  return new Flag(flags, description).argParser((value: string, previous: readonly string[] | undefined) => [
    ...(previous ?? []),
    value,
  ]);
}

/** `--preset` of a command that reads a workspace. */
export function knownPresetFlag(): Flag {
  return repeatable('--preset <source>', 'where a preset lies that the workspace was made with, as it was then');
}

/** What `--preset` said. */
export function presetsFrom(flags: Flags): readonly string[] {
  return (flags['preset'] ?? []) as readonly string[];
}

const PLACEHOLDERS = { 'one-of': '<id>', 'any-of': '<ids>', text: '<text>', names: '<names>' };

/** The flag of one option, with or without what is taken where it is not given. */
export function toFlag(option: Option, { defaults }: { readonly defaults: boolean } = { defaults: true }): Flag {
  const value = PLACEHOLDERS[option.kind];
  const remarks = [...(defaults ? [defaultText(option)] : []), ...conditionRemark(option)];
  const remark = remarks.length === 0 ? '' : ` (${remarks.join('; ')})`;
  return repeatable(`--${option.id} ${value}`, `${option.description}${choicesText(option)}${remark}`);
}

function choicesText(option: Option): string {
  return hasChoices(option) ? `: ${choicesOf(option).join(', ')}` : `, such as ${exampleOf(option)}`;
}

function defaultText(option: Option): string {
  const value = [option.default].flat().join(',');
  return `default: ${value === '' ? 'none' : value}`;
}

function conditionRemark({ when }: Option): string[] {
  return when === undefined ? [] : [`with ${conditionText(when)}`];
}

/**
 * The answers that were given as flags.
 *
 * @throws InputError for a flag with an empty value.
 */
export function answersFrom(flags: Flags): RawAnswers {
  const name = flags['name'] as readonly string[] | undefined;
  const given = (OPTIONS as readonly Option[]).flatMap((option): [string, string[]][] => {
    const values = flags[toFlag(option).attributeName()] as readonly string[] | undefined;
    if (values === undefined) return [];
    if (values.includes('')) throw new InputError(`--${option.id} is empty; ${whatToGive(option)}`);
    return [[option.id, isList(option) ? values.flatMap(splitList) : [...values]]];
  });
  return Object.fromEntries([...(name === undefined ? [] : [['name', name] as const]), ...given]);
}

/** What an option takes, as an advice: `choose from sqlite, postgres`. */
export function whatToGive(option: Option): string {
  if (hasChoices(option)) return `choose from ${choicesOf(option).join(', ')}`;
  return `give ${option.kind === 'text' ? 'a text' : 'names'} such as ${exampleOf(option)}`;
}

/** The parts between commas. */
export function splitList(value: string): string[] {
  return value.split(',').map((part) => part.trim());
}
