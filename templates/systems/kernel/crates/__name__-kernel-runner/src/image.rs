//! What Cargo wants to have run.

use std::path::{Path, PathBuf};

/// An executable that Cargo built for the bare machine.
#[derive(Debug)]
pub struct Image {
    path: PathBuf,
    kind: Kind,
}

/// How an image is run.
#[derive(Debug, PartialEq, Eq)]
pub enum Kind {
    /// By `cargo run`: somebody sits at the terminal.
    Program,
    /// By `cargo test`: the name of the file in `tests/`, without `.rs`.
    Test(String),
}

impl Image {
    /// Tells a test from a program by the hash that Cargo appends to the file name of a test:
    /// `page_fault-0123456789abcdef`.
    pub fn new(path: PathBuf) -> Self {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let kind = match stem.rsplit_once('-') {
            Some((name, hash)) if is_hash(hash) => Kind::Test(name.to_owned()),
            _ => Kind::Program,
        };
        Self { path, kind }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How it is run.
    pub fn kind(&self) -> &Kind {
        &self.kind
    }
}

fn is_hash(suffix: &str) -> bool {
    suffix.len() == 16 && suffix.bytes().all(|byte| byte.is_ascii_hexdigit())
}
