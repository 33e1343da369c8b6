/** Of our lines for a .gitignore those that a list of the user's lacks; `target` says as much as `/target/`, and more. */
export function missingIgnores(theirs: string, ours: readonly string[]): string[] {
  const there = new Set(
    theirs
      .replace(/^\uFEFF/, '')
      .split('\n')
      .map((line) => line.trimEnd()),
  );
  return [...new Set(ours)].filter((line) => line !== '' && !sayingAsMuch(line.trimEnd()).some((as) => there.has(as)));
}

/** The line itself, and those without its anchor or without what restricts it to folders. */
function sayingAsMuch(line: string): string[] {
  return [line, line.replace(/^\//, '')].flatMap((each) => [each, each.replace(/\/$/, '')]);
}
