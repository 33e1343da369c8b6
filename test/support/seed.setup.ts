import fc from 'fast-check';

// A change must not turn red by a find that has nothing to do with it: the nightly matrix looks for new ones.
if (process.env['MATRIX'] === undefined) fc.configureGlobal({ seed: 2026 });
