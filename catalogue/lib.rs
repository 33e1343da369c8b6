//! Never built: this package only names and locks crates.
