/**
 * What the editors and their extensions take, as JSON Schemas of the keys that we use and no others: a misspelt key fails.
 * Names and types are those of the named source.
 */
import type { AnySchema } from 'ajv';

const TEXT = { type: 'string' };
const TEXTS = { type: 'array', items: TEXT };
const TEXT_MAP = { type: 'object', additionalProperties: TEXT };

function exactly(properties: Readonly<Record<string, AnySchema>>, required: readonly string[] = []): AnySchema {
  return { type: 'object', properties, required, additionalProperties: false };
}

/** What rust-analyzer's server takes: `rust-analyzer --print-config-schema`, 1.95.0. */
const RUST_ANALYZER: Readonly<Record<string, AnySchema>> = {
  'rust-analyzer.cargo.features': { anyOf: [{ const: 'all' }, TEXTS] },
  'rust-analyzer.cargo.targetDir': { type: ['null', 'boolean', 'string'] },
  'rust-analyzer.check.command': TEXT,
};

/** The same, as it is handed to the server: `a.b.c` becomes `{ b: { c } }`, without the first name. */
export const RUST_ANALYZER_NESTED = exactly({
  check: exactly({ command: RUST_ANALYZER['rust-analyzer.check.command'] as AnySchema }),
  cargo: exactly({
    features: RUST_ANALYZER['rust-analyzer.cargo.features'] as AnySchema,
    targetDir: RUST_ANALYZER['rust-analyzer.cargo.targetDir'] as AnySchema,
  }),
});

/** .vscode/settings.json: VS Code's settings reference; editors/code/package.json of rust-analyzer, d2e55da (2026-08-21). */
const VSCODE_SETTINGS = exactly({
  ...RUST_ANALYZER,
  'rust-analyzer.runnables.extraEnv': { anyOf: [{ type: 'null' }, TEXT_MAP] },
  '[rust]': exactly({ 'editor.defaultFormatter': TEXT, 'editor.formatOnSave': { type: 'boolean' } }),
  'files.watcherExclude': { type: 'object', additionalProperties: { type: 'boolean' } },
});

/** An extension's publisher and name. */
const EXTENSION = { type: 'string', pattern: '^[a-z0-9A-Z][a-z0-9A-Z-]*\\.[a-z0-9A-Z][a-z0-9A-Z-]*$' };

/** .vscode/extensions.json: extensionsFileTemplate.ts of VS Code, 086af30. */
const VSCODE_EXTENSIONS = exactly({ recommendations: { type: 'array', items: EXTENSION } });

/** .vscode/launch.json: package.json and LaunchRequestArguments of CodeLLDB 1.12.2. */
const VSCODE_LAUNCH = exactly(
  {
    version: { const: '0.2.0' },
    configurations: {
      type: 'array',
      items: exactly(
        {
          name: TEXT,
          type: { const: 'lldb' },
          request: { enum: ['launch', 'attach'] },
          cargo: exactly({ args: TEXTS, env: TEXT_MAP, filter: exactly({ name: TEXT, kind: TEXT }) }, ['args']),
          cwd: TEXT,
          env: TEXT_MAP,
        },
        ['name', 'type', 'request', 'cargo'],
      ),
    },
  },
  ['version', 'configurations'],
);

/** .zed/settings.json: LspSettings and LanguageSettingsContent of Zed's settings_content, 006ce51 and 04a7e2d. */
const ZED_SETTINGS = exactly({
  lsp: exactly({ 'rust-analyzer': exactly({ initialization_options: RUST_ANALYZER_NESTED }) }),
  languages: exactly({ Rust: exactly({ format_on_save: { enum: ['on', 'off'] } }) }),
});

/** Of a lifecycle command: one, or several that run at the same time. */
const COMMAND = { anyOf: [TEXT, TEXTS, { type: 'object', additionalProperties: { anyOf: [TEXT, TEXTS] } }] };

/** What both kinds of dev container have. */
const DEV_CONTAINER_COMMON = {
  name: TEXT,
  // Its options: devcontainer-feature.json of Rust 1.5.1.
  features: exactly({
    'ghcr.io/devcontainers/features/rust:1': exactly({
      version: TEXT,
      profile: { enum: ['minimal', 'default', 'complete'] },
      targets: TEXT,
      components: TEXT,
    }),
  }),
  forwardPorts: { type: 'array', items: { type: 'integer', minimum: 0, maximum: 65_535 } },
  onCreateCommand: COMMAND,
  customizations: exactly({
    vscode: exactly({ extensions: { type: 'array', items: EXTENSION } }),
    jetbrains: exactly({ backend: TEXT }),
  }),
};

/**
 * .devcontainer/devcontainer.json: devContainer.base.schema.json of the specification, c95ffee; what is below
 * customizations by devContainer.vscode.schema.json of VS Code, 16be4bf, and JetBrains' help.
 */
const DEV_CONTAINER = {
  oneOf: [
    exactly({ ...DEV_CONTAINER_COMMON, image: TEXT }, ['image']),
    exactly(
      { ...DEV_CONTAINER_COMMON, dockerComposeFile: TEXTS, service: TEXT, runServices: TEXTS, workspaceFolder: TEXT },
      ['dockerComposeFile', 'service', 'workspaceFolder'],
    ),
  ],
};

/** By path. */
export const EDITOR_SCHEMAS: Readonly<Record<string, AnySchema>> = {
  '.devcontainer/devcontainer.json': DEV_CONTAINER,
  '.vscode/extensions.json': VSCODE_EXTENSIONS,
  '.vscode/launch.json': VSCODE_LAUNCH,
  '.vscode/settings.json': VSCODE_SETTINGS,
  '.zed/settings.json': ZED_SETTINGS,
};
