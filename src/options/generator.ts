/** What this generator is called: on npm, on the command line and in what it writes. */
export const GENERATOR = 'create-rust-2026';
