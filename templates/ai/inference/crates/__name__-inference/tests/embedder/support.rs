//! The small model in a folder of its own, and ways to spoil it.

use std::error::Error as _;
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

/// The whole message, as a program prints it: the file, then what is wrong with it.
pub(crate) fn refusal(model: &Model) -> String {
    let error = model.load().unwrap_err();
    let Error::Model { path, source } = &error else {
        panic!("{error:?}");
    };
    let file = path.strip_prefix(model.path("")).unwrap().display();
    let cause = source.source().map(|cause| format!(": {cause}"));
    format!("{file}: {source}{}", cause.unwrap_or_default())
}

pub(crate) fn refusal_after(file: &str, change: impl FnOnce(&mut Value)) -> String {
    let model = Model::new();
    model.edit(file, change);
    refusal(&model)
}
