import type Generator from 'yeoman-generator';

import type { Prompter, Question } from '../src/cli/prompter.ts';
import type { Choice } from '../src/options/types.ts';

/** Asks through Yeoman, so that whoever composes or tests a generator decides what answers. */
export function openYeoman(generator: Generator): Prompter {
  async function ask<T>({ id, message }: Question, details: object): Promise<T> {
    const answers = await generator.prompt<Record<string, T>>([{ name: id, message, ...details } as never]);
    return answers[id] as T;
  }
  return {
    text: (question) =>
      ask(question, {
        type: 'input',
        message: withPlaceholder(question),
        default: question.fallback,
        validate: (text: string) => question.problem(text) ?? true,
      }),
    oneOf: (question) =>
      ask(question, { type: 'select', choices: question.choices.map(toChoice), default: question.initial }),
    anyOf: (question) =>
      ask(question, {
        type: 'checkbox',
        choices: question.choices.map((choice) => ({
          ...toChoice(choice),
          checked: question.initial.includes(choice.id),
        })),
        required: question.atLeastOne,
      }),
    confirm: (question) => ask(question, { type: 'confirm', default: true }),
    show: (title, text) => generator.log(`\n${title}\n${text}\n`),
  };
}

/** Yeoman shows a default by itself. */
function withPlaceholder({ message, placeholder, fallback }: Parameters<Prompter['text']>[0]): string {
  return placeholder === fallback ? message : `${message} (${placeholder})`;
}

function toChoice({ id, description }: Choice) {
  return { value: id, name: id, description };
}
