import type { Feature } from '../../project/feature.ts';

/** A file by its path, or else those whose paths end so. */
export function filesNamed<F extends { readonly path: string }>(name: string, files: readonly F[]): F[] {
  const path = name.replaceAll('\\', '/').replace(/^\.\//, '');
  const exact = files.filter((file) => file.path === path);
  return exact.length > 0 ? exact : files.filter((file) => file.path.endsWith(`/${path}`));
}

/** Whether a file comes from templates of a feature. */
export function templatesGive({ id }: Feature, origin: string): boolean {
  return origin.split(', ').some((template) => template.startsWith(`templates/${id}/`));
}
