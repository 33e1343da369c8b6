/** `orders-domain` for the role `domain`; the program, whose role is `bin`, bears the project's own name. */
export function packageName(project: string, role: string): string {
  return role === 'bin' ? project : `${project}-${role}`;
}
