import { Command, type Option } from 'commander';
import Generator, { type BaseFeatures } from 'yeoman-generator';

import type { CommandModule, Invocation } from '../src/cli/command.ts';
import type { Io } from '../src/cli/io.ts';
import { readWords } from '../src/cli/program.ts';
import type { CommandFace } from './faces.ts';
import type { GeneratorClass, Host, Options } from './host.ts';
import { openYeoman } from './prompter.ts';

/** Yeoman shows what it logs in lines as wide as it finds them. */
const COLUMNS = 80;

/**
 * The Yeoman generator of a command that does its own work: the command itself, told what Yeoman was told, with Yeoman's
 * log for its output. It runs when all generators of the run have written their files.
 */
export function commandGenerator(face: CommandFace, module: CommandModule, host: Host): GeneratorClass {
  const described = new Command(face.id);
  module.describe(described);

  return class extends Generator<Record<string, never>, Options> {
    readonly #assets = host.openAssets();
    #invocation: Invocation | undefined;

    constructor(args: string[], options: Options, features?: BaseFeatures) {
      super(args, options, features);
      this.desc(face.description);
      for (const argument of described.registeredArguments) {
        // What has to be there is for the command to say.
        this.argument(argument.name(), { type: String, required: false, description: argument.description });
      }
      for (const option of described.options) {
        this.option(nameOf(option), {
          type: isSwitch(option) ? Boolean : String,
          description: option.description,
        });
      }
    }

    /** Yeoman would read the package.json of the folder for a name that is not used here. */
    override determineAppname(): string {
      return '';
    }

    /** Wrong input ends the run here: to an error in one of the phases below Yeoman adds a line of its own. */
    async _beforeQueue(): Promise<void> {
      const words = [...described.options.flatMap((option) => this.#words(option)), '--', ...this.args];
      const { version } = await this.#assets;
      this.#invocation = readWords(words, { id: face.command, module, version, io: this.#io() });
    }

    async end(): Promise<void> {
      if (this.#invocation === undefined) throw new Error('the phases ran out of order');
      const code = await module.run(this.#invocation, { assets: await this.#assets, io: this.#io() });
      if (code !== undefined && code !== 0) throw new Error(`${face.command} ended with exit code ${code}`);
    }

    /** A flag as it would be typed. */
    #words(option: Option): string[] {
      const given = this.options[nameOf(option)] as boolean | string | readonly string[] | undefined;
      const flag = `--${nameOf(option)}`;
      if (isSwitch(option)) return given === !option.negate ? [option.negate ? `--no-${nameOf(option)}` : flag] : [];
      return [given ?? []].flat().map((value) => `${flag}=${value}`);
    }

    #io(): Io {
      const log = (text: string) => {
        this.log(text.replace(/\n$/, ''));
      };
      return {
        cwd: this.destinationRoot(),
        env: host.env,
        interactive: host.interactive,
        live: false,
        colour: host.colour,
        columns: COLUMNS,
        out: log,
        err: log,
        prompter: () => Promise.resolve(openYeoman(this)),
      };
    }
  };
}

/** Whether it takes no value. */
function isSwitch(option: Option): boolean {
  return option.negate || option.isBoolean();
}

/** As Yeoman is told it: of `--no-git` it makes `git: false` itself. */
function nameOf({ long, negate }: Option): string {
  return (long ?? '').replace(negate ? /^--no-/ : /^--/, '');
}
