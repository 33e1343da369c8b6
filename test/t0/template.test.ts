import { describe, expect, it } from 'vitest';

import { compileTemplates, type TemplateTexts } from '../../scripts/templates.ts';
import { planGates } from '../../src/gates/plan.ts';
import { resolveAnswers } from '../../src/options/resolve.ts';
import { composeProject } from '../../src/project/compose.ts';
import type { Feature } from '../../src/project/feature.ts';
import { renderTemplates } from '../../src/render/template.ts';

const rust = { toolchain: '1.95.0', rustVersion: '1.95' };

function render(features: readonly Feature[], templates: TemplateTexts, service: readonly string[] = []) {
  const answers = resolveAnswers({ name: 'tea-shop', service });
  const project = composeProject(answers, features, rust);
  return renderTemplates(project, compileTemplates(templates), planGates(project));
}

function renderOne(source: string, more: TemplateTexts = {}): string | undefined {
  const files = render([{ id: 'one' }, { id: 'two' }], { 'one/out.txt.ejs': source, ...more });
  return files.find(({ path }) => path === 'out.txt')?.text;
}

describe('paths', () => {
  it.each([
    ['one/crates/__name__-domain/src/lib.rs', 'crates/tea-shop-domain/src/lib.rs'],
    ['one/crates/__name__/proto/__ident__/v1/a.proto', 'crates/tea-shop/proto/tea_shop/v1/a.proto'],
    ['one/_gitignore', '.gitignore'],
    ['one/.idea/_gitignore', '.idea/.gitignore'],
    ['one/README.md.ejs', 'README.md'],
    ['one/__home__/Dockerfile.ejs', 'Dockerfile'],
  ])('%s is emitted as %s', (template, path) => {
    expect(render([{ id: 'one' }], { [template]: '' })).toMatchObject([{ path }]);
  });

  it('a feature that is off emits nothing, even when its name starts like one that is on', () => {
    expect(render([{ id: 'one' }], { 'one/a': '', 'one-more/b': '', 'two/c': '' })).toMatchObject([{ path: 'a' }]);
  });
});

describe('text', () => {
  it('is taken as it is, tags and all, where the template is not EJS', () => {
    const [file] = render([{ id: 'one' }], { 'one/a.txt': '<%= name %>\n' });
    expect(file?.text).toBe('<%= name %>\n');
  });

  it('knows the project by name, identifier and answers', () => {
    expect(renderOne('<%= name %> <%= ident %> <%= answers.license %>')).toBe('tea-shop tea_shop MIT OR Apache-2.0');
  });

  it('is not escaped', () => {
    expect(renderOne(`<%= '<a> & "b"' %>`)).toBe('<a> & "b"');
  });

  it.each([
    ['<%= nme %>', 'nme is not defined'],
    ['<%= answers.nme %>', 'a tag gave undefined, not text'],
    [`<% slot('nme') %>`, 'there is no slot nme'],
    [`<% parts('nme') %>`, 'there is no part nme'],
  ])('%s is an error that names the template and the line', (tag, message) => {
    expect(() => renderOne(`first\n${tag}\n`)).toThrow(message);
    expect(() => renderOne(`first\n${tag}\n`)).toThrow('templates/one/out.txt.ejs:2');
  });
});

describe('slots', () => {
  const reader = { 'one/out.txt.ejs': `<%= slot('gitignore').join(' ') %>` };

  it('give the lines of all features, sorted', () => {
    const features = [
      { id: 'one', slots: { gitignore: ['/b'] } },
      { id: 'two', slots: { gitignore: ['/a', '/b'] } },
    ];
    expect(render(features, reader)).toMatchObject([{ text: '/a /b' }]);
  });

  it('give nothing where no feature fills them', () => {
    expect(render([{ id: 'one' }], reader)).toMatchObject([{ text: '' }]);
  });

  it('must be read by a template when they are filled', () => {
    const features = [{ id: 'one', slots: { gitignore: ['/a'] } }];
    expect(() => render(features, { 'one/out.txt': '' })).toThrow('no template reads the slots gitignore');
  });
});

describe('parts', () => {
  const reader = `<%= parts('readme-run').join('|') %>`;

  it('are texts of features in the order of the features, without their last newline', () => {
    const parts = { 'two/_parts/readme-run.md': 'second\n', 'one/_parts/readme-run.md': 'first\n' };
    expect(renderOne(reader, parts)).toBe('first|second');
  });

  it('are rendered, and may take in others', () => {
    const parts = {
      'one/_parts/readme-run.md.ejs': `<%= parts('curl-token').join('') %> <%= name %>`,
      'two/_parts/curl-token.md': 'cargo',
    };
    expect(renderOne(reader, parts)).toBe('cargo tea-shop');
  });

  it('of features that are off do not count', () => {
    expect(renderOne(reader, { 'three/_parts/readme-run.md': 'third' })).toBe('');
  });

  it('are named as origins of the file that takes them in, and are no files themselves', () => {
    const files = render([{ id: 'one' }], { 'one/out.txt.ejs': reader, 'one/_parts/readme-run.md': '' });
    expect(files.map(({ path, origin }) => [path, origin])).toEqual([
      ['out.txt', 'templates/one/out.txt.ejs, templates/one/_parts/readme-run.md'],
    ]);
  });

  it('must be read by a template', () => {
    expect(() => render([{ id: 'one' }], { 'one/_parts/readme-run.md': '' })).toThrow(
      'no template reads the parts readme-run',
    );
  });
});

describe('a further service', () => {
  const features: Feature[] = [
    { id: 'one', slots: { gitignore: ['/first'] } },
    { id: 'two', slots: { gitignore: ['/further'] }, service: 'billing' },
  ];
  const text = `<%= name %> <%= variable %> <%= port %> <%= project.name %> <%= slot('gitignore').join('') %>`;
  const texts = (templates: TemplateTexts) =>
    Object.fromEntries(
      render(features, { 'one/.gitignore.ejs': `<%= slot('gitignore').join('') %>`, ...templates }, ['billing']).map(
        (file) => [file.path, file.text],
      ),
    );

  it('has the files of its own features below crates/ and for its home, rendered with its name, port and slots', () => {
    const files = texts({
      'one/crates/__name__/a.ejs': text,
      'two/crates/__name__/a.ejs': text,
      'two/__home__/b.ejs': text,
      'two/c.ejs': text,
    });
    const further = 'billing BILLING 20292 tea-shop /further';
    expect(files).toEqual({
      '.gitignore': '/first',
      'crates/tea-shop/a': 'tea-shop TEA_SHOP 3000 tea-shop /first',
      'crates/billing/a': further,
      'crates/billing/b': further,
    });
  });

  it('takes in the parts of its own features alone', () => {
    const reader = `<%= parts('problem-codes').join('|') %>`;
    const files = texts({
      'one/crates/__name__/a.ejs': reader,
      'two/crates/__name__/a.ejs': reader,
      'one/_parts/problem-codes.md': 'first',
      'two/_parts/problem-codes.md': 'further',
    });
    expect(files).toMatchObject({ 'crates/tea-shop/a': 'first', 'crates/billing/a': 'further' });
  });

  it('is told to every template beside the first one', () => {
    const [file] = render(
      [{ id: 'one' }],
      { 'one/a.ejs': `<%= services.map(({ name, port }) => name + ':' + port).join(' ') %>` },
      ['billing'],
    );
    expect(file?.text).toBe('tea-shop:3000 billing:20292');
  });
});
