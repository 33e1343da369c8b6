/** The services of a workspace: the first, which bears the project's name, and further ones. */
import { InputError } from '../options/errors.ts';
import type { Answers } from '../options/table.ts';
import type { Condition } from '../options/types.ts';
import type { Crate, OwnService, Project } from './model.ts';

/** Where the first service listens unless told otherwise. */
const FIRST_PORT = 3000;

/**
 * Where further ones do. So many that two seldom meet; below those that systems hand out, and where few known servers
 * listen.
 */
const FURTHER_PORTS = { first: 20_000, count: 7_000 } as const;

/** The services of a project, the first one first; of a project without any, what the first one would be. */
export function servicesOf(project: Project): OwnService[] {
  const { name, features, slots, furtherServices } = project;
  return [{ name, ...namesOf(name), port: FIRST_PORT, features, slots }, ...furtherServices];
}

/** Where a further service listens unless told otherwise: it follows from its name alone. */
export function portOf(name: string): number {
  return FURTHER_PORTS.first + (fnv1a(name) % FURTHER_PORTS.count);
}

/** `my_orders`: what Rust calls a crate. */
export function identOf(name: string): string {
  return name.replaceAll('-', '_');
}

/** What a service is called where its name would not do. */
export function namesOf(name: string): Pick<OwnService, 'variable' | 'label'> {
  return { variable: identOf(name).toUpperCase(), label: name.replaceAll('_', '-') };
}

/** The 32-bit FNV-1a hash of an ASCII text. */
function fnv1a(text: string): number {
  const hash = Array.from(text).reduce(
    (sum, character) => Math.imul(sum ^ (character.codePointAt(0) ?? 0), 0x01000193),
    0x811c9dc5,
  );
  return hash >>> 0;
}

/** What a further service is, whatever the workspace is: nothing but a service, with one entity to be replaced. */
const FURTHER = { pillar: ['cloud'], sample: 'minimal', service: [] } as const;

/** The answers that a further service is made from. */
export function furtherAnswers(answers: Answers): Answers {
  return { ...answers, ...FURTHER };
}

/** The workspace's answers that turn a feature on for further services. */
export function furtherCondition(when: Condition = {}, services: readonly string[]): Condition {
  return { service: services, ...Object.fromEntries(Object.entries(when).filter(([id]) => !(id in FURTHER))) };
}

/**
 * Refuses services that cannot live in one workspace.
 *
 * @throws InputError that names both.
 */
export function checkServices(project: Project): void {
  const { name: own, furtherServices } = project;
  if (furtherServices.some(({ name }) => name === own)) {
    throw new InputError(`--service: ${own} is what the project's first service is called; choose another name`);
  }
  const crates = new Map<string, Crate>();
  for (const crate of project.crates) {
    // Of two that differ by `-` and `_` alone documentation and environment variables would be the same.
    const other = crates.get(identOf(crate.package));
    if (other !== undefined) refuseNamesakes(own, other, crate);
    crates.set(identOf(crate.package), crate);
  }
  const ports = new Map<number, string>();
  for (const { name, port } of servicesOf(project)) {
    const other = ports.get(port);
    if (other !== undefined) {
      throw new InputError(`--service: ${other} and ${name} would both listen on port ${port}; give one another name`);
    }
    ports.set(port, name);
  }
}

function refuseNamesakes(project: string, ...crates: readonly [Crate, Crate]): never {
  const [one, other] = crates.map((crate) => {
    const service = crate.service ?? project;
    return crate.role === 'bin' ? `the service ${service}` : `the crate ${crate.package} of ${service}`;
  });
  throw new InputError(`--service: ${one ?? ''} and ${other ?? ''} would have one name; give the service another`);
}
