import process from 'node:process';

import { openAssets } from '../src/cli/assets.ts';
import { MODULES } from '../src/cli/modules.ts';
import { terminalOf } from '../src/cli/terminal.ts';
import { commandGenerator } from './command.ts';
import { FACES, type Face } from './faces.ts';
import type { GeneratorClass } from './host.ts';
import { workspaceGenerator } from './workspace.ts';

const HOST = { ...terminalOf(process), openAssets: () => openAssets() };

async function generatorOf(face: Face): Promise<GeneratorClass> {
  return 'create' in face
    ? workspaceGenerator(face, HOST)
    : commandGenerator(face, await MODULES[face.command](), HOST);
}

/** Every generator of the package, by its id. */
export const generators = Object.fromEntries(
  await Promise.all(FACES.map(async (face) => [face.id, await generatorOf(face)] as const)),
);
