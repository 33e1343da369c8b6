import { existsSync } from 'node:fs';
import path from 'node:path';

import { showPath } from '../disk/errors.ts';
import { holds } from '../options/condition.ts';
import { InputError } from '../options/errors.ts';
import { checkAnswer, type RawAnswer, type RawAnswers } from '../options/resolve.ts';
import { OPTIONS, type Answers } from '../options/table.ts';
import type { Option } from '../options/types.ts';
import { checkPathName, defaultTarget, destinationOf } from './destination.ts';
import type { Given } from './given.ts';
import { Cancelled, type Prompter } from './prompter.ts';

/** Where the workspace goes, absolute, and the answers so far. */
export interface Decided {
  readonly target: string;
  readonly raw: RawAnswers;
}

/** Asks for the name, then for each option that applies and was not given, in the table's order. */
export async function askForRest(given: Given, cwd: string, prompter: Prompter): Promise<Decided> {
  const { target, name } = await askForName(given, cwd, prompter);
  const raw: Record<string, RawAnswer> = { ...given.raw, name };
  for (const option of OPTIONS as readonly Option[]) {
    if (holds(option.when, raw)) raw[option.id] ??= await ask(option, prompter);
    else if (given.ofPresets.has(option.id)) Reflect.deleteProperty(raw, option.id);
    else if (raw[option.id] !== undefined) break; // a flag that does not apply: refused before more is asked
  }
  return { target, raw };
}

async function askForName({ target, raw }: Given, cwd: string, prompter: Prompter) {
  const { name } = raw;
  if (name !== undefined) {
    const said = target ?? path.resolve(cwd, name);
    refuseProject(said);
    return { target: said, name };
  }
  const fallback = path.basename(defaultTarget(raw, cwd));
  const answer = await prompter.text({
    id: 'name',
    message: 'Project name, or a path that ends in it',
    placeholder: fallback,
    fallback,
    problem: (text) =>
      problemOf(() => {
        const destination = destinationOf(text, cwd);
        checkPathName(destination.name);
        refuseProject(destination.target);
      }),
  });
  return destinationOf(answer, cwd);
}

/** Nobody should answer ten questions to hear that the folder is taken. What else it may hold is seen at the end. */
function refuseProject(target: string): void {
  if (existsSync(path.join(target, 'Cargo.toml'))) {
    throw new InputError(`${showPath(target)} holds a Cargo.toml already; choose another folder`);
  }
}

function ask(option: Option, prompter: Prompter): Promise<RawAnswer> {
  const question = {
    id: option.id,
    message: `${option.title}: ${option.description.charAt(0).toLowerCase()}${option.description.slice(1)}`,
  };
  switch (option.kind) {
    case 'names':
      // Few workspaces start with any, and whoever wants some names them with a flag.
      return Promise.resolve(option.default);
    case 'one-of':
      return prompter.oneOf({ ...question, choices: option.choices, initial: option.default });
    case 'any-of':
      return prompter.anyOf({
        ...question,
        choices: option.choices,
        initial: option.default,
        atLeastOne: !option.allowNone,
      });
    case 'text':
      return prompter.text({
        ...question,
        placeholder: `none, or such as ${option.example}`,
        fallback: option.default,
        problem: (text) => problemOf(() => checkAnswer(option, text, option.title)),
      });
  }
}

function problemOf(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}

/** Shows what will be made, and goes on only when the person agrees. */
export async function confirmSummary(prompter: Prompter, answers: Answers, facts: readonly [string, string][]) {
  const rows = [...facts, ...(OPTIONS as readonly Option[]).flatMap((option) => answerRow(option, answers))];
  const width = Math.max(...rows.map(([label]) => label.length));
  prompter.show('Summary', rows.map(([label, text]) => `${label.padEnd(width)}  ${text}`).join('\n'));
  if (!(await prompter.confirm({ id: 'confirmed', message: 'Make it?' }))) throw new Cancelled();
}

function answerRow(option: Option, answers: Answers): [string, string][] {
  const answer = answers[option.id as keyof Answers];
  if (answer === undefined) return [];
  return [[option.title, [answer].flat().join(', ') || 'none']];
}
