import { ACTIONS } from './actions.ts';
import type { Tool } from './types.ts';

const cargoTool = (crate: string, version: string): Tool => ({
  id: crate,
  name: crate,
  version,
  versionCommand: ['cargo', crate.replace('cargo-', ''), '--version'],
});

/**
 * The tools of the gates, and those for the desk. Those of the gates' that are prebuilt have
 * versions that the pinned taiki-e/install-action has checksums for: `npm run check-actions` compares.
 */
export const TOOLS: readonly Tool[] = [
  {
    id: '@bufbuild/buf',
    name: 'buf',
    version: '1.75.0',
    versionCommand: ['buf', '--version'],
    npm: { action: ACTIONS.buf },
  },
  { id: 'bacon', name: 'bacon', version: '3.26.0', versionCommand: ['bacon', '--version'] },
  cargoTool('cargo-deny', '0.20.2'),
  cargoTool('cargo-hack', '0.6.45'),
  cargoTool('cargo-llvm-cov', '0.9.0'),
  cargoTool('cargo-mutants', '27.1.0'),
  cargoTool('cargo-nextest', '0.9.143'),
  cargoTool('cargo-shear', '1.13.4'),
  { id: 'just', name: 'just', version: '1.58.0', versionCommand: ['just', '--version'] },
  {
    id: 'sqlx-cli',
    name: 'sqlx-cli',
    version: '0.9.0',
    versionCommand: ['cargo', 'sqlx', '--version'],
    // No TLS: it asks databases that were made for it.
    features: ['postgres', 'sqlite'],
  },
  { id: 'typos-cli', name: 'typos', version: '1.49.0', versionCommand: ['typos', '--version'] },
  // 48.0.0, the next one that install-action knows, sends requests without Host.
  { id: 'wasmtime-cli', name: 'wasmtime', version: '47.0.3', versionCommand: ['wasmtime', '--version'] },
  { id: 'zizmor', name: 'zizmor', version: '1.29.0', versionCommand: ['zizmor', '--version'] },
];

/**
 * @param id as the tool's registry names it.
 * @throws Error when the table does not name it: a defect of a gate.
 */
export function findTool(id: string): Tool {
  const tool = TOOLS.find((candidate) => candidate.id === id);
  if (tool === undefined) throw new Error(`src/gates/tools.ts does not name ${id}`);
  return tool;
}

export const isNpmTool = ({ npm }: Tool): boolean => npm !== undefined;
export const isCargoTool = (tool: Tool): boolean => !isNpmTool(tool);
/** Whether taiki-e/install-action knows it. */
export const isPrebuiltTool = (tool: Tool): boolean => isCargoTool(tool) && tool.features === undefined;
