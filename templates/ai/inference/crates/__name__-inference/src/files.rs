//! Reading small files, whose size is known before they are read.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use serde::de::DeserializeOwned;

use crate::error::{Error, Problem};

/// The settings files of a model have less than a thousand bytes.
const SETTINGS_LIMIT: u64 = 1 << 16;

/// The bytes of a file, if they are no more than `limit`.
///
/// The limit holds for what is read, too: a file may grow meanwhile.
pub(crate) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Problem> {
    let (file, found) = open(path)?;
    let mut bytes = Vec::new();
    if found <= limit {
        file.take(limit + 1).read_to_end(&mut bytes)?;
    }
    let found = found.max(bytes.len() as u64);
    if found > limit {
        return Err(Problem::TooLarge { found, limit });
    }
    Ok(bytes)
}

/// An open file, and its length in bytes. A device may never end, and a named pipe let nobody open it: neither is tried.
pub(crate) fn open(path: &Path) -> Result<(File, u64), Problem> {
    if !fs::metadata(path)?.is_file() {
        return Err(Problem::NotAFile);
    }
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    Ok((file, length))
}

/// A settings file, and a check of what it says.
pub(crate) fn settings<T: DeserializeOwned, C>(
    path: &Path,
    check: impl FnOnce(T) -> Result<C, Problem>,
) -> Result<C, Error> {
    read(path, SETTINGS_LIMIT)
        .and_then(|bytes| check(serde_json::from_slice(&bytes)?))
        .map_err(|problem| problem.in_file(path))
}
