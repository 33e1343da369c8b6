import ejs from 'ejs';

import { renderGatesTable } from '../gates/readme.ts';
import type { Project } from '../project/model.ts';
import { SLOT_NAMES } from '../project/slots.ts';
import type { RenderedFile } from './tree.ts';

/** Every template by its path below templates/: `<feature id>/<path as emitted>`. */
export type Templates = Readonly<Record<string, string>>;

/** Renders the templates of all features of a project. */
export function renderTemplates(project: Project, templates: Templates): RenderedFile[] {
  const readSlots = new Set<string>();
  const locals = templateLocals(project, readSlots);
  const files = project.features.flatMap((feature) =>
    Object.entries(templates)
      .filter(([path]) => path.startsWith(`${feature}/`))
      .map(([path, source]) => ({
        path: emittedPath(path.slice(feature.length + 1), project.name),
        text: path.endsWith('.ejs') ? renderEjs(path, source, locals) : source,
        origin: `templates/${path}`,
      })),
  );
  const unread = Object.keys(project.slots).filter((slot) => !readSlots.has(slot));
  if (unread.length > 0) throw new Error(`no template reads the slots ${unread.join(', ')}`);
  return files;
}

/** `crates/__name__-domain/_gitignore.ejs` becomes `crates/orders-domain/.gitignore`. */
function emittedPath(path: string, name: string): string {
  return path
    .replaceAll('__name__', name)
    .replace(/(^|\/)_gitignore/, '$1.gitignore')
    .replace(/\.ejs$/, '');
}

/** The names that a template may use; any other is an error. */
function templateLocals(project: Project, readSlots: Set<string>): Record<string, unknown> {
  const slots = Object.fromEntries(
    SLOT_NAMES.map((slot) => [slot, () => (readSlots.add(slot), project.slots[slot] ?? [])]),
  );
  return {
    /** `orders` */
    name: project.name,
    /** `my_orders`: what Rust calls the crate. */
    ident: project.name.replaceAll('-', '_'),
    answers: project.answers,
    project,
    /** Markdown: every gate with its command. */
    gatesTable: renderGatesTable(project),
    slot: (slot: string): readonly string[] => {
      const lines = slots[slot];
      if (lines === undefined) throw new Error(`there is no slot ${slot}`);
      return lines();
    },
  };
}

function renderEjs(path: string, source: string, locals: Record<string, unknown>): string {
  try {
    return ejs.render(source, locals, {
      strict: true,
      _with: false,
      destructuredLocals: Object.keys(locals),
      escape: verbatim,
    });
  } catch (error) {
    throw new Error(`templates/${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Rust, TOML and Markdown need no escaping, but "undefined" in a file is always a mistake. */
function verbatim(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') throw new Error(`a tag gave ${String(value)}, not text`);
  return String(value);
}
