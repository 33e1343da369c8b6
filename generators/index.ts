import process from 'node:process';

import { openAssets } from '../src/cli/assets.ts';
import { terminalOf } from '../src/cli/terminal.ts';
import { FACES } from './faces.ts';
import { workspaceGenerator } from './workspace.ts';

const HOST = { ...terminalOf(process), openAssets: () => openAssets() };

/** Every generator of the package, by its id. */
export const generators = Object.fromEntries(FACES.map((face) => [face.id, workspaceGenerator(face, HOST)]));
