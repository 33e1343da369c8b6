/** By UTF-16 units, which for ASCII is by bytes: the same under every locale. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
