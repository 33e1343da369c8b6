/** `[workspace.lints]` of every emitted workspace. */
export interface Lint {
  readonly tool: 'rust' | 'clippy';
  readonly name: string;
  readonly level: 'allow' | 'warn' | 'deny';
  /** Groups need one below the single lints. */
  readonly priority?: number;
  /** What `cfg(…)` may name beyond what Cargo knows; the lint stands only where a crate has dependencies for one of them. */
  readonly checkCfg?: readonly string[];
  /** Why a lint is off; stands above it. */
  readonly reason?: string;
}

const denied = (name: string): Lint => ({ tool: 'clippy', name, level: 'deny' });

/**
 * Clippy's lints are denied here. The compiler's own only warn, so that half-written code still runs; the Clippy gate
 * turns them into errors.
 */
export const LINTS: readonly Lint[] = [
  { tool: 'rust', name: 'rust_2018_idioms', level: 'warn', priority: -1 },
  { tool: 'rust', name: 'missing_docs', level: 'warn' },
  { tool: 'rust', name: 'unreachable_pub', level: 'warn' },
  { tool: 'rust', name: 'unsafe_code', level: 'deny' },
  { tool: 'rust', name: 'unexpected_cfgs', level: 'warn', checkCfg: ['cfg(loom)'] },
  { tool: 'clippy', name: 'all', level: 'deny', priority: -2 },
  { tool: 'clippy', name: 'pedantic', level: 'deny', priority: -1 },
  denied('allow_attributes'),
  denied('allow_attributes_without_reason'),
  denied('dbg_macro'),
  denied('exit'),
  denied('get_unwrap'),
  denied('print_stderr'),
  denied('print_stdout'),
  denied('rc_buffer'),
  denied('rc_mutex'),
  denied('todo'),
  denied('undocumented_unsafe_blocks'),
  denied('unimplemented'),
  denied('unwrap_used'),
  denied('use_self'),
  {
    tool: 'clippy',
    name: 'must_use_candidate',
    level: 'allow',
    reason: 'The compiler already warns where ignoring a result is a mistake; on every getter it is noise.',
  },
];
