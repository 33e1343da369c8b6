/** From the answers that a workspace has to those that it is to have. */
import { holds } from './condition.ts';
import { InputError } from './errors.ts';
import { asFlag, checkGiven, type RawAnswer, type RawAnswers } from './resolve.ts';
import { OPTIONS, type Answers } from './table.ts';
import type { Option } from './types.ts';

/**
 * Answers with more: lists grow, any other answer is replaced. What applies no longer goes, unless it was given.
 *
 * @throws InputError that names the option
 */
export function withAdded(answers: Answers, given: RawAnswers): RawAnswers {
  const checked = checkGrowth(given);
  const grown = Object.entries(checked).map(([id, value]): [string, RawAnswer] => {
    if (typeof value === 'string') return [id, value];
    if (value.length === 0) throw new InputError(`${asFlag(id)} none adds nothing; say what to add`);
    return [id, [...new Set([...listOf(answers, id), ...value])]];
  });
  const added = Object.fromEntries(grown);
  return { ...applicable({ ...answers, ...added }), ...added };
}

/**
 * Answers with less: only of a list can something be taken away. What applies no longer goes too.
 *
 * @throws InputError that names the option
 */
export function withoutRemoved(answers: Answers, given: RawAnswers): RawAnswers {
  const shrunk = Object.entries(checkGrowth(given)).map(([id, value]): [string, RawAnswer] => {
    if (typeof value === 'string') {
      throw new InputError(`${asFlag(id)} is no list to take something out of; give it another answer with add`);
    }
    const present = listOf(answers, id);
    const absent = value.find((each) => !present.includes(each));
    if (absent !== undefined) throw new InputError(`${asFlag(id)}: ${absent} is not in this workspace`);
    return [id, present.filter((each) => !value.includes(each))];
  });
  return applicable({ ...answers, ...Object.fromEntries(shrunk) });
}

function checkGrowth(given: RawAnswers): RawAnswers {
  if (given['name'] !== undefined) throw new InputError('the name of a workspace cannot be changed; make a new one');
  return checkGiven(given);
}

function listOf(answers: Answers, id: string): readonly string[] {
  const value = (answers as unknown as RawAnswers)[id];
  return value === undefined || typeof value === 'string' ? [] : value;
}

/** Conditions name earlier options, so that one pass finds what applies. */
function applicable(raw: RawAnswers): RawAnswers {
  const kept: Record<string, RawAnswer> = {};
  for (const { id, when } of [{ id: 'name', when: undefined }, ...(OPTIONS as readonly Option[])]) {
    const answer = raw[id];
    if (answer !== undefined && holds(when, kept)) kept[id] = answer;
  }
  return kept;
}
