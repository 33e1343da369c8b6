import process from 'node:process';

import * as clack from '@clack/prompts';

import { GENERATOR } from '../options/generator.ts';
import type { Choice } from '../options/types.ts';
import { Cancelled, type Prompter } from './prompter.ts';

/** Asks in the terminal. */
export function openClack(): Prompter {
  const signal = endOfInput();
  clack.intro(GENERATOR);
  return {
    async text({ message, placeholder, fallback, problem }) {
      return answered(
        await clack.text({
          signal,
          message,
          placeholder,
          defaultValue: fallback,
          validate: (text = '') => (text === '' ? undefined : problem(text)),
        }),
      );
    },
    async oneOf({ message, choices, initial }) {
      return answered(await clack.select({ signal, message, options: choices.map(toOption), initialValue: initial }));
    },
    async anyOf({ message, choices, initial, atLeastOne }) {
      const options = choices.map(toOption);
      return answered(
        await clack.multiselect({ signal, message, options, initialValues: [...initial], required: atLeastOne }),
      );
    },
    async confirm({ message }) {
      return answered(await clack.confirm({ signal, message }));
    },
    show(title, text) {
      clack.note(text, title);
    },
  };
}

/** After Ctrl-D nothing more can be typed: Node would end with the question open and the cursor hidden. */
function endOfInput(): AbortSignal {
  const controller = new AbortController();
  process.once('beforeExit', () => {
    controller.abort();
  });
  return controller.signal;
}

function toOption({ id, description }: Choice) {
  return { value: id, label: id, hint: description };
}

function answered<T>(answer: T | typeof clack.CANCEL_SYMBOL): T {
  if (clack.isCancel(answer)) throw new Cancelled();
  return answer;
}
