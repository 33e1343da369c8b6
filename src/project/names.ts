/** `orders-domain` for the role `domain`; the program, whose role is `bin`, bears the project's own name. */
export function packageName(project: string, role: string): string {
  return role === 'bin' ? project : `${project}-${role}`;
}

/**
 * How Cargo is told which package is meant: flag and value. The program's name may be that of a dependency too, and
 * `--package tokio` would be refused as ambiguous; where its manifest lies is not.
 */
export function packageFlag(crate: { readonly role: string; readonly package: string }): [flag: string, value: string] {
  return crate.role === 'bin'
    ? ['--manifest-path', `crates/${crate.package}/Cargo.toml`]
    : ['--package', crate.package];
}
