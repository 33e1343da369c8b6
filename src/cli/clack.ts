import process from 'node:process';

import * as clack from '@clack/prompts';

import { GENERATOR } from '../options/generator.ts';
import type { Choice } from '../options/types.ts';
import { Cancelled, type Prompter } from './prompter.ts';

/** Asks in the terminal. */
export function openClack(): Prompter {
  clack.intro(GENERATOR);
  return {
    text: ({ message, placeholder, fallback, problem }) =>
      answered((signal) =>
        clack.text({
          signal,
          message,
          placeholder,
          defaultValue: fallback,
          validate: (text = '') => (text === '' ? undefined : problem(text)),
        }),
      ),
    oneOf: ({ message, choices, initial }) =>
      answered((signal) => clack.select({ signal, message, options: choices.map(toOption), initialValue: initial })),
    anyOf: ({ message, choices, initial, atLeastOne }) =>
      answered((signal) =>
        clack.multiselect({
          signal,
          message,
          options: choices.map(toOption),
          initialValues: [...initial],
          required: atLeastOne,
        }),
      ),
    confirm: ({ message }) => answered((signal) => clack.confirm({ signal, message })),
    show: (title, text) => {
      clack.note(text, title);
    },
  };
}

function toOption({ id, description }: Choice) {
  return { value: id, label: id, hint: description };
}

/**
 * Waits for one answer. After Ctrl-D nothing more can be typed, and Node would end with the question open and the cursor
 * hidden: then it is cancelled.
 */
async function answered<T>(ask: (signal: AbortSignal) => Promise<T | typeof clack.CANCEL_SYMBOL>): Promise<T> {
  const end = new AbortController();
  const cancel = () => {
    end.abort();
  };
  process.once('beforeExit', cancel);
  try {
    const answer = await ask(end.signal);
    if (clack.isCancel(answer)) throw new Cancelled();
    return answer;
  } finally {
    process.off('beforeExit', cancel);
  }
}
