/** What presets bring into a workspace beside answers. */
export interface Additions {
  /** Where it all comes from, the lowest layer first. */
  readonly presets: readonly PresetRecord[];
  /** Of one path the last is written. */
  readonly overlays: readonly Overlay[];
  readonly gates: readonly ExtraGate[];
  readonly registries: readonly Registry[];
  /** The lowest layer's first. */
  readonly locks: readonly Lock[];
}

/** What a workspace remembers of one preset. */
export interface PresetRecord {
  /** Package and version, repository and commit, or the name of a folder or file; nothing of the machine. */
  readonly source: string;
  /** `sha256:` and 64 hexadecimal digits over everything that was read of it. */
  readonly digest: string;
}

/** A file that a preset adds, or puts in the place of another. */
export interface Overlay {
  /** As emitted, but that `@name@` stands for the project's name, as it does in the text. */
  readonly path: string;
  readonly text: string;
  /** The file in the preset, for messages. */
  readonly origin: string;
  /** Whether the preset says why it replaces a file of this path. */
  readonly replaces: boolean;
  /** The source of the preset, as a workspace remembers it. */
  readonly preset: string;
}

/** A quality gate of a company's own; its command is as that of any gate. */
export interface ExtraGate {
  readonly id: string;
  readonly title: string;
  readonly command: string;
  readonly tier: 'pull-request' | 'nightly';
  readonly why: string;
  /** From the list of tools, by the name of their crate. */
  readonly tools: readonly string[];
  readonly services: boolean;
  /** The source of the preset, as a workspace remembers it. */
  readonly preset: string;
}

/** A private registry of crates. */
export interface Registry {
  /** As manifests call it. */
  readonly name: string;
  /** Cargo's address of its index. */
  readonly index: string;
  /** The source of the preset, as a workspace remembers it. */
  readonly preset: string;
}

/** An answer that no later layer and no flag overrides. */
export interface Lock {
  readonly option: string;
  readonly reason: string;
  /** The source of the preset, as a workspace remembers it. */
  readonly preset: string;
}

export const NO_ADDITIONS: Additions = {
  presets: [],
  overlays: [],
  gates: [],
  registries: [],
  locks: [],
};
