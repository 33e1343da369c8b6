/** An action of GitHub's, pinned to one commit. */
export interface Action {
  /** `owner/name`. */
  readonly repository: string;
  readonly tag: string;
  /** The commit that the tag pointed to when it was read, 40 hexadecimal digits. */
  readonly commit: string;
}

/** Every action that emitted workflows use. `npm run check-actions` reads the tags again. */
export const ACTIONS = {
  buf: {
    repository: 'bufbuild/buf-action',
    tag: 'v1.5.0',
    commit: '8c6a16e16f12ba20b6470afa9c2ba9b5ba8c97c3',
  },
  checkout: {
    repository: 'actions/checkout',
    tag: 'v7.0.1',
    commit: '3d3c42e5aac5ba805825da76410c181273ba90b1',
  },
  installTools: {
    repository: 'taiki-e/install-action',
    tag: 'v2.86.5',
    commit: 'ba47c86ac325773530516bb756137ac718732518',
  },
  rustCache: {
    repository: 'Swatinem/rust-cache',
    tag: 'v2.9.2',
    commit: '6323deb102c322ba6fcbdcafc7e3dddab59af2b6',
  },
} as const satisfies Readonly<Record<string, Action>>;
