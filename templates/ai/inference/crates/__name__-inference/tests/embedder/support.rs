//! The small model in a folder of its own, and ways to spoil it.

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::inference::{Embedder, Error};

pub(crate) struct Model {
    folder: TempDir,
}

impl Model {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        sample_model::write(folder.path()).unwrap();
        Self { folder }
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    /// Changes what one of the JSON files says.
    pub(crate) fn edit(&self, file: &str, change: impl FnOnce(&mut Value)) {
        let path = self.path(file);
        let mut value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        change(&mut value);
        fs::write(path, value.to_string()).unwrap();
    }

    pub(crate) fn load(&self) -> Result<Embedder, Error> {
        load(self.folder.path(), 2)
    }

    pub(crate) fn with_threads(&self, threads: usize) -> Embedder {
        load(self.folder.path(), threads).unwrap()
    }
}

fn load(folder: &Path, threads: usize) -> Result<Embedder, Error> {
    Embedder::load(folder, NonZeroUsize::new(threads).unwrap())
}
