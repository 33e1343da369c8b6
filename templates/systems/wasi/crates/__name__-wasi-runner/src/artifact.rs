//! What Cargo wants to have run.

use std::path::{Path, PathBuf};

/// A file that Cargo built for WASI.
#[derive(Debug, PartialEq, Eq)]
pub enum Artifact {
    /// The component, by `cargo run`.
    Component(PathBuf),
    /// A program of tests, by `cargo test`.
    Tests {
        /// Where it is.
        program: PathBuf,
        /// The component, which Cargo builds along with its tests.
        component: Option<PathBuf>,
    },
}

impl Artifact {
    /// Tells them apart: the component bears its package's name, and tests lie in `deps/` beside it.
    pub fn new(path: PathBuf, package: &str) -> Self {
        let component = Path::new(package).with_extension("wasm");
        if path.file_name() == Some(component.as_os_str()) {
            return Self::Component(path);
        }
        let folder = path.parent().and_then(Path::parent);
        let component = folder.map(|folder| folder.join(component));
        Self::Tests {
            program: path,
            component: component.filter(|file| file.exists()),
        }
    }
}
