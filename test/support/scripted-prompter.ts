import { Cancelled, type Prompter } from '../../src/cli/prompter.ts';

/** A person who answers by message; `undefined` is Enter alone, `CTRL_C` ends it. What was asked and shown is kept. */
export class ScriptedPrompter implements Prompter {
  readonly asked: string[] = [];
  readonly shown: string[] = [];
  readonly #answers: Readonly<Record<string, unknown>>;

  /** @param answers by the first word of the question. */
  constructor(answers: Readonly<Record<string, unknown>> = {}) {
    this.#answers = answers;
  }

  text: Prompter['text'] = ({ message, fallback, problem }) => {
    const typed = this.#answer(message) as string | undefined;
    const wrong = typed === undefined ? undefined : problem(typed);
    if (wrong !== undefined) throw new Error(wrong);
    return Promise.resolve(typed ?? fallback);
  };

  oneOf: Prompter['oneOf'] = ({ message, initial }) => {
    return Promise.resolve((this.#answer(message) as string | undefined) ?? initial);
  };

  anyOf: Prompter['anyOf'] = ({ message, initial }) => {
    return Promise.resolve((this.#answer(message) as string[] | undefined) ?? initial);
  };

  confirm: Prompter['confirm'] = ({ message }) => {
    return Promise.resolve((this.#answer(message) as boolean | undefined) ?? true);
  };

  show: Prompter['show'] = (title, text) => {
    this.shown.push(`${title}\n${text}`);
  };

  #answer(message: string): unknown {
    const [word = ''] = message.split(/\W/, 1);
    this.asked.push(word);
    const answer = this.#answers[word];
    if (answer === CTRL_C) throw new Cancelled();
    return answer;
  }
}

/** The answer that ends everything. */
export const CTRL_C = Symbol('Ctrl-C');
