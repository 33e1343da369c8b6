import { requiredCheck } from '../gates/github.ts';
import { changeWord, type GatePlan } from '../gates/plan.ts';
import { renderGatesTable } from '../gates/readme.ts';
import type { Answers } from '../options/table.ts';
import type { OwnService, Project } from '../project/model.ts';
import { identOf, servicesOf } from '../project/services.ts';
import { PART_NAMES, SLOT_NAMES, type PartName, type SlotName } from '../project/slots.ts';
import { listPrograms, type Program } from './programs.ts';
import type { RenderedFile } from './tree.ts';

/** Every template by its path below templates/: `<feature id>/<path as emitted>`. */
export type Templates = Readonly<Record<string, TemplateSource>>;

/** The text itself, or for an .ejs file what it was compiled to. Throws where a tag does. */
export type TemplateSource = string | ((locals: TemplateLocals) => string);

/** What a template may name; of a file of a further service name, ident, variable, label, port, slots and parts are that one's. */
export interface TemplateLocals {
  /** `my-orders` */
  readonly name: string;
  /** `my_orders`: what Rust calls the crate. */
  readonly ident: string;
  /** `MY_ORDERS`: what the service's environment variables begin with. */
  readonly variable: string;
  /** `my-orders`: what a cluster calls the service, a label of DNS. */
  readonly label: string;
  /** Where the service listens unless told otherwise. */
  readonly port: number;
  /** All services of the workspace, the first one first. */
  readonly services: readonly OwnService[];
  readonly answers: Answers;
  readonly project: Project;
  /** `pull request`: what the hosts of the CI call a change that is proposed. */
  readonly change: string;
  /** Where the workspace lies in its repository, as Dependabot says it: `/` at its root. */
  readonly directory: string;
  /** The check of GitHub's that stands for all. */
  readonly requiredCheck: string;
  /** Markdown: every gate with its command. */
  readonly gatesTable: string;
  /** Every program that Cargo can build, the one of the service first. */
  readonly programs: readonly Program[];
  /** The lines that features put into a slot. */
  readonly slot: (slot: SlotName) => readonly string[];
  /** The texts that features give as a part, in the features' order, without a newline at the end. */
  readonly parts: (part: PartName) => readonly string[];
}

/** A template of a feature that is on. */
interface Template {
  /** Below templates/. */
  readonly path: string;
  /** Below the feature's folder. */
  readonly inner: string;
  readonly source: TemplateSource;
}

/** A template that becomes a file. */
interface FileTemplate extends Template {
  readonly emitted: string;
}

/** What one service is rendered from; the workspace's own files are the first one's. */
interface ServiceTemplates {
  readonly service: OwnService;
  /** The templates of the features that are on. */
  readonly own: readonly Template[];
  readonly files: readonly FileTemplate[];
}

/** What all templates of one service share. */
interface Context {
  readonly locals: Omit<TemplateLocals, 'parts'>;
  /** The templates of the features that are on. */
  readonly own: readonly Template[];
  /** What was read so far; whatever a feature gives must be read by a template. */
  readonly slotsRead: Set<string>;
  readonly partsRead: Set<string>;
}

/** What lies at the workspace's root of the first service, and of a further one in the folder of its program. */
const HOME = '__home__/';

/** Stands for the service's name; what has it in its path is there once for each service. */
const NAME = '__name__';

/** Stands for what Rust and Protocol Buffers call the service. */
const IDENT = '__ident__';

/** A file that another template takes in: `_parts/readme-run.md.ejs` is the part `readme-run`. */
const PART = /^_parts\/([a-z-]+)\./;

/** Renders the templates of all features of a project. */
export function renderTemplates(project: Project, templates: Templates, plan: GatePlan): RenderedFile[] {
  const all = servicesOf(project).map((service, index) => serviceTemplates(service, index > 0, templates));
  const paths = all.flatMap(({ files }) => files.map(({ emitted }) => emitted));
  return all.flatMap((each, index) => {
    const context = contextOf(each, project, plan, paths);
    const rendered = each.files.map((template) => renderFile(template, context));
    // Of a further service what its features give the workspace's own files stands there already.
    if (index === 0) refuseAllUnread(each, context);
    return rendered;
  });
}

function serviceTemplates(service: OwnService, isFurther: boolean, templates: Templates): ServiceTemplates {
  const own = service.features.flatMap((feature) => templatesOf(feature, templates));
  const home = isFurther ? 'crates/__name__/' : '';
  const files = own
    .filter(({ inner }) => partName(inner) === undefined)
    .filter(({ inner }) => !isFurther || inner.startsWith(HOME) || inner.includes(NAME))
    .map((template) => ({ ...template, emitted: emittedPath(template.inner.replace(HOME, home), service.name) }));
  return { service, own, files };
}

function refuseAllUnread({ service, own }: ServiceTemplates, { slotsRead, partsRead }: Context): void {
  refuseUnread('slots', Object.keys(service.slots), slotsRead);
  refuseUnread(
    'parts',
    own.flatMap(({ inner }) => partName(inner) ?? []),
    partsRead,
  );
}

function renderFile(template: FileTemplate, context: Context): RenderedFile {
  const origins = [template.path];
  const text = renderText(template, templateLocals(context, origins));
  return { path: template.emitted, text, origin: origins.map((path) => `templates/${path}`).join(', ') };
}

function templatesOf(feature: string, templates: Templates): Template[] {
  return Object.entries(templates)
    .filter(([path]) => path.startsWith(`${feature}/`))
    .map(([path, source]) => ({ path, inner: path.slice(feature.length + 1), source }));
}

function partName(inner: string): string | undefined {
  return PART.exec(inner)?.[1];
}

function refuseUnread(what: string, given: readonly string[], read: ReadonlySet<string>): void {
  const unread = given.filter((name) => !read.has(name));
  if (unread.length > 0) throw new Error(`no template reads the ${what} ${unread.join(', ')}`);
}

/** `crates/__name__-domain/_gitignore.ejs` becomes `crates/orders-domain/.gitignore`. */
function emittedPath(path: string, name: string): string {
  return path
    .replaceAll(NAME, name)
    .replaceAll(IDENT, identOf(name))
    .replace(/(^|\/)_gitignore/, '$1.gitignore')
    .replace(/\.ejs$/, '');
}

/** @param paths of the emitted files that come from templates. */
function contextOf(
  { service, own }: ServiceTemplates,
  project: Project,
  plan: GatePlan,
  paths: readonly string[],
): Context {
  const slotsRead = new Set<string>();
  const { name, variable, label, port, slots } = service;
  const locals: Context['locals'] = {
    name,
    ident: identOf(name),
    variable,
    label,
    port,
    services: servicesOf(project),
    answers: project.answers,
    project,
    change: changeWord(plan.ci),
    directory: `/${plan.folder}`,
    requiredCheck: requiredCheck(plan.folder),
    gatesTable: renderGatesTable(plan),
    programs: listPrograms(project.crates, paths),
    slot: (slot) => {
      if (!SLOT_NAMES.includes(slot)) throw new Error(`there is no slot ${slot}`);
      slotsRead.add(slot);
      return slots[slot] ?? [];
    },
  };
  return { locals, own, slotsRead, partsRead: new Set() };
}

/** The parts that the template takes in are added to `origins`. */
function templateLocals({ locals: shared, own, partsRead }: Context, origins: string[]): TemplateLocals {
  const locals: TemplateLocals = {
    ...shared,
    parts: (part) => {
      if (!PART_NAMES.includes(part)) throw new Error(`there is no part ${part}`);
      partsRead.add(part);
      const given = own.filter(({ inner }) => partName(inner) === part);
      origins.push(...given.map(({ path }) => path));
      return given.map((template) => renderText(template, locals).trimEnd());
    },
  };
  return locals;
}

function renderText({ source }: Template, locals: TemplateLocals): string {
  return typeof source === 'string' ? source : source(locals);
}
