import type Generator from 'yeoman-generator';
import type { BaseOptions } from 'yeoman-generator';

import type { PackedAssets } from '../src/cli/assets.ts';
import type { Io } from '../src/cli/io.ts';

/** What a generator needs from outside. */
export interface Host extends Pick<Io, 'env' | 'interactive' | 'colour'> {
  openAssets(): Promise<PackedAssets>;
}

/** As Yeoman hands them over: its own, and those that a generator declares. */
export type Options = BaseOptions & Readonly<Record<string, unknown>>;

/** What Yeoman instantiates. */
export type GeneratorClass = new (args: string[], options: Options) => Generator;
