/** What a build packs of catalogue/: see scripts/catalogue.ts. */
export interface CatalogueData {
  readonly toolchain: string;
  readonly rustVersion: string;
  /** `[dependencies]` of the catalogue's manifest. */
  readonly crates: Readonly<Record<string, CatalogueCrate>>;
}

export interface CatalogueCrate {
  /** As the catalogue's manifest says it: `0.8.9`. */
  readonly requirement: string;
  readonly defaultFeatures: boolean;
}

/** The one place of versions. */
export interface Catalogue {
  readonly toolchain: string;
  readonly rustVersion: string;
  /** @throws Error when the catalogue does not name the crate: a defect of a feature. */
  crate(name: string): CatalogueCrate;
}

/** Opens the packed data. */
export function openCatalogue(data: CatalogueData): Catalogue {
  return {
    toolchain: data.toolchain,
    rustVersion: data.rustVersion,
    crate(name) {
      const crate = data.crates[name];
      if (crate === undefined) throw new Error(`catalogue/Cargo.toml does not name ${name}`);
      return crate;
    },
  };
}
