/** Where a published package comes from. */
export interface Package {
  readonly name: string;
  readonly version: string;
  /** Of the archive, in hexadecimal. */
  readonly sha256: string;
}

/** A project on which `gates` is tried. */
export interface TriedProject {
  /** In a table, and on the command line of the script. */
  readonly name: string;
  readonly shape: string;
  /** One that is a project by itself, or several that become members of a workspace. */
  readonly packages: readonly Package[];
  /**
   * Which manifest a package gets: the one that its authors wrote, or, with the reason, the one that Cargo made of it when
   * it was published.
   */
  readonly manifest: 'original' | { readonly regenerated: string };
  /** Cargo.toml of the workspace that holds the packages, each in a folder of its name. */
  readonly root?: string;
  /** The file to whose end a finding is planted. */
  readonly plantIn: string;
}

const single = (
  shape: string,
  packaged: Package,
  rest: Partial<Pick<TriedProject, 'manifest' | 'plantIn'>> = {},
): TriedProject => ({
  name: packaged.name,
  shape,
  packages: [packaged],
  manifest: 'original',
  plantIn: 'src/lib.rs',
  ...rest,
});

const CROSSBEAM_ROOT = `# Three of crossbeam's crates, as they stand side by side in its repository.
[workspace]
resolver = "2"
members = ["crossbeam-deque", "crossbeam-epoch", "crossbeam-utils"]

[workspace.lints.rust]
unexpected_cfgs = { level = "warn", check-cfg = ['cfg(crossbeam_loom)', 'cfg(crossbeam_sanitize)', 'cfg(crossbeam_sanitize_thread)', 'cfg(crossbeam_no_atomic)', 'cfg(gha_macos_runner)'] }

[workspace.lints.clippy]
# Suppress noisy lints
type_complexity = "allow"
`;

/** The projects, sorted by name. */
export const PROJECTS: readonly TriedProject[] = [
  single('library whose benches are of its own', {
    name: 'arrayvec',
    version: '0.7.6',
    sha256: '7c02d123df017efcdfbd739ef81735b36c5ba83ec3c59c80a9d7ecc718f92e50',
  }),
  single('macro-heavy; features for rustc alone', {
    name: 'bitflags',
    version: '2.9.1',
    sha256: '1b8e56985ec62d17e9c1001dc89c88ecd7dc08e47eba5ec7c29c7b5eeecde967',
  }),
  {
    name: 'crossbeam',
    shape: 'virtual workspace of siblings; lints inherited',
    packages: [
      {
        name: 'crossbeam-deque',
        version: '0.8.6',
        sha256: '9dd111b7b7f7d55b72c0a6ae361660ee5853c9af73f70c3c2ef6858b950e2e51',
      },
      {
        name: 'crossbeam-epoch',
        version: '0.9.18',
        sha256: '5b82ac4a3c2ca9c3460964f020e1402edd5753411d7737aa39c3714ad1b5420e',
      },
      {
        name: 'crossbeam-utils',
        version: '0.8.21',
        sha256: 'd0a5c400df2834b80a4c3327b3aad3a4c4cd4de0629063962b03235697506a28',
      },
    ],
    manifest: 'original',
    root: CROSSBEAM_ROOT,
    plantIn: 'crossbeam-deque/src/lib.rs',
  },
  single('library; dependencies of one target', {
    name: 'fastrand',
    version: '2.3.0',
    sha256: '37909eebbb50d72f9059c3b6d82c0463f2ff062c9e95845c43a6c9c0355411be',
  }),
  single(
    'binary',
    {
      name: 'hexyl',
      version: '0.16.0',
      sha256: '43d56dd04872b6c6d429f18d2e03df95f853feb618c7cd8bf22d0e6851ce5ef8',
    },
    { plantIn: 'src/main.rs' },
  ),
  single('no_std library', {
    name: 'itoa',
    version: '1.0.15',
    sha256: '4a5f13b858c8d314ee3e8f639011f7ccefe71f97f96e50151fb991f267928e2c',
  }),
  single('edition 2015; macro', {
    name: 'lazy_static',
    version: '1.5.0',
    sha256: 'bbd2bcb4c963f2ddae06a2efc7e9f3591312473c50c6685e1f298068316e66fe',
  }),
  single(
    '-sys; C sources; lints of its own',
    {
      name: 'libz-sys',
      version: '1.1.22',
      sha256: '8b70e7a7df205e92a1a4cd9aaae7898dac0aa555503cc0a649494d0d60e7651d',
    },
    { manifest: { regenerated: 'the authors’ names `systest` as a member, which is not published' } },
  ),
  single('build script that asks the compiler', {
    name: 'semver',
    version: '1.0.26',
    sha256: '56e6fa9c48d24d85fb3de5ad847117517440f6beceb7798af16b4a87d616b8d0',
  }),
  single('proc-macro', {
    name: 'seq-macro',
    version: '0.3.6',
    sha256: '1bc711410fbe7399f390ca1c3b60ad0f53f80e95c5eb935e52268a0e2cd49acc',
  }),
  single('features and benches for nightly Rust', {
    name: 'smallvec',
    version: '1.15.1',
    sha256: '67b1b7a3b5fe4f1376887184045fcf45c69e92af734b7aaddc05fb777b6fbd03',
  }),
  single('async library', {
    name: 'smol',
    version: '2.0.2',
    sha256: 'a33bd3e260892199c3ccfc487c88b2da2265080acb316cd920da72fdfd7c599f',
  }),
];
