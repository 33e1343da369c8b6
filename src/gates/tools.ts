import type { Tool } from './types.ts';

const cargoTool = (crate: string, version: string): Tool => ({
  crate,
  name: crate,
  version,
  versionCommand: ['cargo', crate.replace('cargo-', ''), '--version'],
});

/**
 * The tools of the gates, and those for the desk. The gates' have versions that the pinned taiki-e/install-action has
 * checksums for: `npm run check-actions` compares.
 */
export const TOOLS: readonly Tool[] = [
  { crate: 'bacon', name: 'bacon', version: '3.26.0', versionCommand: ['bacon', '--version'] },
  cargoTool('cargo-deny', '0.20.2'),
  cargoTool('cargo-hack', '0.6.45'),
  cargoTool('cargo-llvm-cov', '0.9.0'),
  cargoTool('cargo-mutants', '27.1.0'),
  cargoTool('cargo-nextest', '0.9.143'),
  cargoTool('cargo-shear', '1.13.4'),
  { crate: 'just', name: 'just', version: '1.58.0', versionCommand: ['just', '--version'] },
  { crate: 'typos-cli', name: 'typos', version: '1.49.0', versionCommand: ['typos', '--version'] },
  // 48.0.0, the next one that install-action knows, sends requests without Host.
  { crate: 'wasmtime-cli', name: 'wasmtime', version: '47.0.3', versionCommand: ['wasmtime', '--version'] },
  { crate: 'zizmor', name: 'zizmor', version: '1.29.0', versionCommand: ['zizmor', '--version'] },
];

/**
 * @param crate as the registry names it.
 * @throws Error when the table does not name it: a defect of a gate.
 */
export function findTool(crate: string): Tool {
  const tool = TOOLS.find((candidate) => candidate.crate === crate);
  if (tool === undefined) throw new Error(`src/gates/tools.ts does not name ${crate}`);
  return tool;
}
