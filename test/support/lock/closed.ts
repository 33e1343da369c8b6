import { parse } from 'smol-toml';

interface LockTable {
  readonly name: string;
  readonly version: string;
  readonly source?: string;
  readonly dependencies?: readonly string[];
}

/** What is wrong with a Cargo.lock by itself: an edge to nothing or to several packages, a package that nothing reaches. */
export function lockProblems(text: string): string[] {
  const { package: tables } = parse(text) as unknown as { package: readonly LockTable[] };
  const targets = (edge: string): readonly LockTable[] => {
    const [name, version, source] = edge.split(' ');
    return tables.filter(
      (table) =>
        table.name === name &&
        (version === undefined || table.version === version) &&
        (source === undefined || `(${table.source ?? ''})` === source),
    );
  };
  const dangling = tables.flatMap(({ name, dependencies = [] }) =>
    dependencies.filter((edge) => targets(edge).length !== 1).map((edge) => `${name} names ${edge}`),
  );
  const reached = new Set(tables.filter(({ source }) => source === undefined));
  // What is added to a set while it is iterated is visited as well.
  for (const { dependencies = [] } of reached) dependencies.flatMap(targets).forEach((table) => reached.add(table));
  const lonely = tables.filter((table) => !reached.has(table)).map(({ name }) => `nothing needs ${name}`);
  return [...dangling, ...lonely];
}
