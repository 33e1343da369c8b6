import { describe, expect, it } from 'vitest';
import { evaluateCfg, parseCfg } from '../../../src/render/cfg.ts';
import { targetMatcher } from '../../../src/render/targets.ts';

describe('an expression', () => {
  const facts = new Set(['unix', 'target_os="linux"', 'target_env="gnu"']);

  it.each([
    'cfg(unix)',
    'cfg(target_os = "linux")',
    'cfg(target_os="linux")',
    'cfg(not(windows))',
    'cfg(all(unix, not(target_env = "musl")))',
    'cfg(any(windows, all(unix, target_env = "gnu"), ))',
    'cfg(all())',
  ])('holds: %s', (text) => {
    expect(evaluateCfg(parseCfg(text), facts)).toBe(true);
  });

  it.each([
    'cfg(windows)',
    'cfg(tokio_unstable)',
    'cfg(target_feature = "sse2")',
    'cfg(all(unix, target_env = "musl"))',
    'cfg(not(any(windows, unix)))',
    'cfg(any())',
  ])('does not hold: %s', (text) => {
    expect(evaluateCfg(parseCfg(text), facts)).toBe(false);
  });

  it.each(['cfg(', 'cfg(unix', 'cfg(unix))', 'cfg(unix windows)', 'cfg(some(unix))', 'cfg(=)', 'cfg(,)'])(
    'is refused: %s',
    (text) => {
      expect(() => parseCfg(text)).toThrow(`not a cfg expression: ${text}`);
    },
  );
});

describe('a target', () => {
  const matches = targetMatcher(['x86_64-unknown-linux-musl', 'x86_64-pc-windows-msvc']);

  it.each([undefined, 'x86_64-pc-windows-msvc', 'cfg(unix)', 'cfg(target_env = "msvc")'])(
    'is covered: %s',
    (target) => {
      expect(matches(target)).toBe(true);
    },
  );

  it.each([
    'x86_64-unknown-linux-gnu',
    'cfg(target_os = "macos")',
    // Each part holds for one of the targets, but no target has both.
    'cfg(all(windows, target_env = "musl"))',
  ])('is not covered: %s', (target) => {
    expect(matches(target)).toBe(false);
  });
});
