import { tomlEntry, tomlValue } from './toml.ts';

/** What deny.toml allows and forbids, beyond what holds for every workspace. */
export interface DenyPolicy {
  /** Target triples whose dependencies are judged. */
  readonly targets: readonly string[];
  readonly licences: readonly AllowedLicence[];
  readonly skips: readonly SkippedDuplicate[];
  readonly owned: readonly OwnedCrate[];
}

export interface AllowedLicence {
  /** SPDX identifier. */
  readonly id: string;
  /** Who needs it, where that is not obvious. */
  readonly reason?: string;
}

/** One version of a crate that is there in several. */
export interface SkippedDuplicate {
  /** `syn@2.0.119` */
  readonly crate: string;
  /** Who pulls it in. */
  readonly reason: string;
}

/** A crate that only some members may depend on. */
export interface OwnedCrate {
  readonly crate: string;
  /** Packages. */
  readonly wrappers: readonly string[];
  readonly reason: string;
}

/** `deny.toml` for cargo-deny 0.20. */
export function renderDeny({ targets, licences, skips, owned }: DenyPolicy): string {
  return [
    [
      '# The gate turns warnings into errors, so that an entry which matches nothing any more has to go.',
      '',
      '[graph]',
      tomlEntry('all-features', true),
      ...list(
        'targets',
        targets.map((target) => tomlValue(target)),
      ),
    ],
    [
      '[advisories]',
      '# Of a crate that another one pulls in, only its user can let go.',
      tomlEntry('unmaintained', 'workspace'),
      tomlEntry('yanked', 'deny'),
    ],
    [
      '[licenses]',
      ...list(
        'allow',
        licences.map(({ id }) => tomlValue(id)),
        licences.map(({ reason }) => reason),
      ),
      '# Unpublished packages are ours.',
      tomlEntry('private', { ignore: true }),
    ],
    [
      '[bans]',
      tomlEntry('multiple-versions', 'deny'),
      tomlEntry('wildcards', 'deny'),
      '# Members name each other by path alone.',
      tomlEntry('allow-wildcard-paths', true),
      ...(owned.length === 0
        ? []
        : [
            '# Crates that one member keeps to itself.',
            ...list(
              'deny',
              owned.map(({ crate, wrappers, reason }) => tomlValue({ crate, wrappers, reason })),
            ),
          ]),
      ...(skips.length === 0
        ? []
        : [
            '# Versions beside a newer one, with who still asks for them.',
            ...list(
              'skip',
              skips.map(({ crate, reason }) => tomlValue({ crate, reason })),
            ),
          ]),
    ],
    ['[sources]', tomlEntry('unknown-git', 'deny'), tomlEntry('unknown-registry', 'deny')],
  ]
    .map((section) => section.map((line) => `${line}\n`).join(''))
    .join('\n');
}

/** One line an element, whose remark stands behind it. */
function list(key: string, elements: readonly string[], remarks: readonly (string | undefined)[] = []): string[] {
  const lines = elements.map((element, index) => {
    const remark = remarks[index];
    return `  ${element},${remark === undefined ? '' : ` # ${remark}`}`;
  });
  return [`${key} = [`, ...lines, ']'];
}
