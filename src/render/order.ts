/** The orders in which Cargo writes things. */
import { compareText } from '../project/order.ts';
import { compareVersions } from './version.ts';

/** By name, then by version. */
export function comparePackages(
  left: { readonly name: string; readonly version: string },
  right: { readonly name: string; readonly version: string },
): number {
  return compareText(left.name, right.name) || compareVersions(left.version, right.version);
}
