/** Cargo's versions and version requirements, on top of npm's `semver`. */
import compareBuild from 'semver/functions/compare-build.js';
import semverSatisfies from 'semver/functions/satisfies.js';

/**
 * Orders versions as Cargo does: by precedence, then by build metadata, which semver itself leaves out of the order.
 */
export function compareVersions(left: string, right: string): number {
  return compareBuild(left, right);
}

/** Does a version satisfy a requirement in Cargo's notation? */
export function satisfies(version: string, requirement: string): boolean {
  return semverSatisfies(version, npmRange(requirement));
}

/** Cargo joins comparators by commas and reads a bare version as a caret, npm by spaces and as equality. */
function npmRange(requirement: string): string {
  return requirement
    .split(',')
    .map((comparator) => comparator.trim())
    .map((comparator) => (/^\d[^*xX]*$/.test(comparator) ? `^${comparator}` : comparator))
    .join(' ');
}
