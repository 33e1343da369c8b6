/** What `[licenses]` in `deny.toml` must allow, so that cargo-deny finds nothing rejected and nothing allowed in vain. */
import { isLocked } from './catalogue.ts';
import { type DependencyGraph, type GraphPackage, packageSpec, withoutDev } from './graph.ts';
import { compareText } from '../project/order.ts';
import { type LicenceExpression, licencesIn, parseLicence, permits } from './spdx.ts';

export interface LicencePolicy {
  /** Permissive licences, which any crate may then have, sorted. */
  readonly allow: readonly string[];
  /** Other licences, allowed only for the crates that leave no choice: each deserves a decision of its own. By crate. */
  readonly exceptions: readonly LicenceException[];
  /** Packages without an expression, as `name@version`: `[[licenses.clarify]]` must say what their licence files mean. */
  readonly unclear: readonly string[];
}

export interface LicenceException {
  readonly crate: string;
  readonly allow: readonly string[];
}

/** Licences that ask for little more than a notice, the preferred ones first: of alternatives the earlier is chosen. */
const PERMISSIVE = [
  'MIT',
  'Apache-2.0',
  'Apache-2.0 WITH LLVM-exception',
  'BSD-3-Clause',
  'BSD-2-Clause',
  'ISC',
  'Unicode-3.0',
  'Zlib',
  'BSL-1.0',
  '0BSD',
  'MIT-0',
  'BSD-1-Clause',
  'CC0-1.0',
  'Unlicense',
];

/**
 * The least that cargo-deny accepts a graph with: without any one entry it rejects a crate. A member that declares no
 * licence is left out, which `private = { ignore = true }` must tell cargo-deny as well.
 */
export function licences(graph: DependencyGraph): LicencePolicy {
  const packages = [...withoutDev(graph).keys()];
  const declared = readDeclarations(packages);
  const special = declared.filter(({ expression }) => !permits(isPermissive, expression));
  const exceptions = findExceptions(special);
  const excepted = new Map(exceptions.map(({ crate, allow }) => [crate, allow]));
  const ordinary = new Set(declared.filter((each) => !special.includes(each)).map(({ expression }) => expression));
  return {
    allow: leastLicences([
      ...Array.from(ordinary, (expression) => ({ expression, isGranted: () => false })),
      ...special.map(({ crate, expression }) => ({
        expression,
        isGranted: (licence: string) => excepted.get(crate)?.includes(licence) ?? false,
      })),
    ]),
    exceptions,
    unclear: packages.filter((found) => isLocked(found) && found.license === undefined).map(packageSpec),
  };
}

interface Declaration {
  readonly crate: string;
  readonly expression: LicenceExpression;
}

/** Most packages declare the same few expressions: each is read once and is then one and the same object. */
function readDeclarations(packages: readonly GraphPackage[]): Declaration[] {
  const expressions = new Map<string, LicenceExpression>();
  return packages.flatMap(({ name, license }) => {
    if (license === undefined) return [];
    const expression = expressions.get(license) ?? parseLicence(license);
    expressions.set(license, expression);
    return [{ crate: name, expression }];
  });
}

/** One exception for each crate, all its versions together. */
function findExceptions(special: readonly Declaration[]): LicenceException[] {
  const crates = [...new Set(special.map(({ crate }) => crate))].sort(compareText);
  return crates.map((crate) => ({
    crate,
    allow: leastLicences(
      special.filter((each) => each.crate === crate).map(({ expression }) => ({ expression, isGranted: isPermissive })),
    ),
  }));
}

/** An expression to be satisfied, and the licences that it may count on besides. */
interface Demand {
  readonly expression: LicenceExpression;
  readonly isGranted: (licence: string) => boolean;
}

/** Licences that satisfy all demands, and no longer do when one is left out; sorted. */
function leastLicences(demands: readonly Demand[]): string[] {
  let kept = [...new Set(demands.flatMap(({ expression }) => licencesIn(expression)))];
  for (const licence of kept.toSorted(worstFirst)) {
    const others = kept.filter((other) => other !== licence);
    const isMet = ({ expression, isGranted }: Demand) =>
      permits((named) => others.includes(named) || isGranted(named), expression);
    if (demands.every(isMet)) kept = others;
  }
  return kept.sort(compareText);
}

function isPermissive(licence: string): boolean {
  return PERMISSIVE.includes(licence);
}

function worstFirst(left: string, right: string): number {
  return rank(right) - rank(left) || compareText(right, left);
}

/** What is not permissive comes last. */
function rank(licence: string): number {
  const index = PERMISSIVE.indexOf(licence);
  return index === -1 ? PERMISSIVE.length : index;
}
