/** A project that remembers gates which are not there: `gates` puts them in by what is remembered, and tries none. */

const TERMS = { locked: false, allFeatures: true, benches: true, hasLibrary: true, counted: [], off: {} };

export const RECORD = {
  generator: { name: 'create-rust-2026', version: '0.1.0' },
  gates: { ci: 'github', branch: 'main', terms: TERMS, files: {}, added: {} },
};

/** The manifest of a package. */
export const manifest = (name: string): string =>
  `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\nlicense = "MIT"\n`;

/** Two packages, their texts by path. */
export const GATED = {
  '.create-rust-2026.json': JSON.stringify(RECORD),
  '.gitignore': '/target\n/Cargo.lock\n',
  'Cargo.toml': '[workspace]\nmembers = ["a", "b"]\nresolver = "2"\n',
  'a/Cargo.toml': manifest('a'),
  'a/src/lib.rs': '//! A.\n',
  'b/Cargo.toml': manifest('b'),
  'b/src/lib.rs': '//! B.\n',
};
