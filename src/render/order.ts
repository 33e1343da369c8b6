/** The orders in which Cargo writes things. */
import { compareVersions } from './version.ts';

/** By UTF-16 units, which for the ASCII of package names is the same as by bytes. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}

/** By name, then by version. */
export function comparePackages(
  left: { readonly name: string; readonly version: string },
  right: { readonly name: string; readonly version: string },
): number {
  return compareText(left.name, right.name) || compareVersions(left.version, right.version);
}
