/** What takes back each step that was done so far. */
export type Undo = (() => void)[];

/** Takes all steps back, the last one first, as far as the disk lets us; tells whether that was all of them. */
export function takeBack(undo: Undo): boolean {
  let complete = true;
  for (const step of undo.splice(0).reverse()) {
    try {
      step();
    } catch {
      complete = false; // What made us give up may stop this too; the other steps are still worth taking.
    }
  }
  return complete;
}
