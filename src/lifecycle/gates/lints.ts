import type { Entry } from '../../merge/types.ts';
import { LINTS } from '../../project/lints.ts';

const COUNTED = 'What is allowed without a reason is counted in .gates/baseline.json, which may only shrink.';

/**
 * The lints of `[lints]` or `[workspace.lints]`, as entries. All of them warn: the gate makes errors of warnings, and
 * half-written code still runs.
 *
 * @param table the path of that table.
 * @param counted codes of lints, such as `clippy::similar_names` and `unreachable_pub`, that code of today breaks: an editor
 *   need not show them, the baseline holds them.
 */
export function lintEntries(table: readonly string[], counted: readonly string[]): Entry[] {
  const general = LINTS.filter(
    ({ tool, name, checkCfg }) => checkCfg === undefined && !counted.includes(code(tool, name)),
  );
  return [
    ...general.map(({ tool, name, level, priority, reason }): Entry => {
      const strength = level === 'allow' ? 'allow' : 'warn';
      return {
        path: [...table, tool, name],
        value: priority === undefined ? strength : { level: strength, priority },
        ...(reason === undefined ? {} : { comment: reason }),
      };
    }),
    ...counted.map((each, index): Entry => {
      const [name = each, tool = 'rust'] = each.split('::').reverse();
      return { path: [...table, tool, name], value: 'allow', ...(index === 0 ? { comment: COUNTED } : {}) };
    }),
  ];
}

function code(tool: string, name: string): string {
  return tool === 'rust' ? name : `${tool}::${name}`;
}
