import * as clack from '@clack/prompts';

import { GENERATOR } from '../options/generator.ts';
import type { Choice } from '../options/types.ts';
import { Cancelled, type Prompter } from './prompter.ts';

/** Asks in the terminal. */
export function openClack(): Prompter {
  clack.intro(GENERATOR);
  return {
    async text({ message, placeholder, fallback, problem }) {
      return answered(
        await clack.text({
          message,
          placeholder,
          defaultValue: fallback,
          validate: (text = '') => (text === '' ? undefined : problem(text)),
        }),
      );
    },
    async oneOf({ message, choices, initial }) {
      return answered(await clack.select({ message, options: choices.map(toOption), initialValue: initial }));
    },
    async anyOf({ message, choices, initial, atLeastOne }) {
      const options = choices.map(toOption);
      return answered(await clack.multiselect({ message, options, initialValues: [...initial], required: atLeastOne }));
    },
    async confirm({ message }) {
      return answered(await clack.confirm({ message }));
    },
    show(title, text) {
      clack.note(text, title);
    },
  };
}

function toOption({ id, description }: Choice) {
  return { value: id, label: id, hint: description };
}

function answered<T>(answer: T | typeof clack.CANCEL_SYMBOL): T {
  if (clack.isCancel(answer)) throw new Cancelled();
  return answer;
}
