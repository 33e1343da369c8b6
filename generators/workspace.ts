import type { Stats } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

import Generator, { type BaseFeatures } from 'yeoman-generator';

import { decide, leavesOpen, type Decision } from '../src/cli/decide.ts';
import { isInstalled } from '../src/cli/executable.ts';
import { PRESET_FLAG, toFlag, type Flags } from '../src/cli/flags.ts';
import { gatherGiven, type Given } from '../src/cli/given.ts';
import { ignoredOfWorkspace } from '../src/cli/ignored.ts';
import type { Prompter } from '../src/cli/prompter.ts';
import { reportText } from '../src/cli/report.ts';
import { describeResult } from '../src/cli/result.ts';
import { styleOf } from '../src/cli/style.ts';
import { showNames } from '../src/disk/errors.ts';
import { appendLines, newFiles } from '../src/disk/target.ts';
import { InputError } from '../src/options/errors.ts';
import { isList } from '../src/options/resolve.ts';
import { OPTIONS } from '../src/options/table.ts';
import type { Option } from '../src/options/types.ts';
import type { TreeFace } from './faces.ts';
import type { GeneratorClass, Host, Options } from './host.ts';
import { openYeoman } from './prompter.ts';

/**
 * The Yeoman generator of a face: the same answers give the same files as `npx create-rust-2026`.
 *
 * Yeoman's in-memory file system is the writer here, without our atomicity: files are written one by one when all
 * generators of the run are done, a kill leaves what was written so far, and no git repository is made. What would
 * replace a file is refused before Yeoman sees it: its own conflict prompt ends with exit code 0 and half the files
 * written where there is no terminal.
 */
export function workspaceGenerator(face: TreeFace, host: Host): GeneratorClass {
  const open = (OPTIONS as readonly Option[]).filter((option) => !(option.id in face.answers));

  return class extends Generator<Record<string, never>, Options> {
    readonly #assets = host.openAssets();
    #given: Given | undefined;
    #decision: Decision | undefined;

    constructor(args: string[], options: Options, features?: BaseFeatures) {
      super(args, options, features);
      this.desc(face.description);
      this.argument('path', { type: String, required: false, description: 'the folder to make' });
      for (const option of open) this.option(option.id, { type: String, description: toFlag(option).description });
      this.option('name', { type: String, description: "the project's name, where it is not the folder's" });
      this.option('preset', { type: listOf, description: PRESET_FLAG });
      this.option('yes', { type: Boolean, description: 'ask nothing, take the default of what is not said' });
      this.option('force', { type: Boolean, description: 'write beside what the folder already holds' });
    }

    /** Yeoman would read the package.json of the folder for a name that is not used here. */
    override determineAppname(): string {
      return '';
    }

    /** Wrong input ends the run here: to an error in one of the phases below Yeoman adds a line of its own. */
    async _beforeQueue(): Promise<void> {
      this.#given = await gatherGiven(
        this.options['path'] as string | undefined,
        this.#flags(),
        this.destinationRoot(),
      );
      const quiet = this.options['yes'] === true || !host.interactive;
      if (quiet || !leavesOpen(this.#given)) this.#decision = await this.#decide(this.#given, undefined);
    }

    async prompting(): Promise<void> {
      if (this.#given === undefined || this.#decision !== undefined) return;
      this.#decision = await this.#decide(this.#given, openYeoman(this));
    }

    writing(): void {
      const { creation, plan } = this.#decided();
      const files = Array.from(newFiles(plan, creation.tree), ([file, content]) => ({
        ...content,
        file,
        place: path.join(plan.target, file),
      }));
      const others = files.filter(({ place }) => this.fs.exists(place)).map(({ file }) => file);
      if (others.length > 0) {
        throw new InputError(`another generator of this run writes ${showNames(others)}; let it write elsewhere`);
      }
      appendLines(plan, []);
      const stat = executableStat();
      files.forEach(({ place, text, executable }) => this.fs.write(place, text, executable ? { stat } : {}));
    }

    async end(): Promise<void> {
      const { creation, target, plan } = this.#decided();
      const outcome = { git: { state: 'none' } } as const;
      const result = describeResult(creation, {
        version: (await this.#assets).version,
        cwd: this.destinationRoot(),
        given: this.#given ?? { presetArguments: [], warnings: [] },
        target,
        plan,
        git: false,
        outcome,
        ignored: await ignoredOfWorkspace(creation.tree, plan, outcome),
        hasCargo: isInstalled('cargo', host.env),
      });
      this.log(reportText(result, styleOf(host)));
      result.warnings.forEach((warning) => this.log(`warning: ${warning}`));
    }

    /** What was said, as the program's own flags. */
    #flags(): Flags {
      const texts = { ...this.options, ...face.answers } as Readonly<Record<string, string | undefined>>;
      return Object.fromEntries([
        ...['name', 'preset'].flatMap((id) => (texts[id] ? [[id, [texts[id]].flat()]] : [])),
        ...(OPTIONS as readonly Option[]).flatMap((option) => {
          // A composing generator's empty list comes as an empty text.
          const text = texts[option.id] || (texts[option.id] === '' && isList(option) ? 'none' : undefined);
          return text === undefined ? [] : [[toFlag(option).attributeName(), [text]]];
        }),
      ]) as Flags;
    }

    async #decide(given: Given, prompter: Prompter | undefined): Promise<Decision> {
      const force = this.options['force'] === true;
      return decide(
        given,
        { create: face.create, loadAssets: (await this.#assets).load, cwd: this.destinationRoot(), force },
        prompter,
      );
    }

    #decided(): Decision {
      if (this.#decision === undefined) throw new Error('the phases ran out of order');
      return this.#decision;
    }
  };
}

/** Of an option that may be repeated; Yeoman's own `String` would join what it was given. */
function listOf(given: string | readonly string[]): string[] {
  return [given].flat();
}

/** Yeoman sets a mode that it is given as it is; without one, the process's mask decides. */
function executableStat(): Stats {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- no threads here, and nothing else tells the mask
  return { mode: 0o777 & ~process.umask() } as unknown as Stats;
}
