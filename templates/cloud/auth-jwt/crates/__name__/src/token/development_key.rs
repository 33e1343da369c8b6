//! A signing key that nobody had to think about, and that no other clone of the project has.

use std::fmt::Write as _;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path;

use anyhow::Context;
use secrecy::SecretString;
use tempfile::NamedTempFile;

const FOLDER: &str = ".dev";
const FILE: &str = ".dev/jwt.key";

/// The key in the file, which is made if it is not there, in the folder where the program runs. Processes that start at the same time
/// agree: the file appears once, in one step, with everything in it.
pub(super) fn read_or_make() -> anyhow::Result<SecretString> {
    if let Some(key) = read()? {
        return Ok(key);
    }
    make().with_context(|| format!("cannot make {FILE}"))?;
    read()?.with_context(|| format!("{FILE} has vanished"))
}

fn read() -> anyhow::Result<Option<SecretString>> {
    match fs::read_to_string(FILE) {
        Ok(key) => Ok(Some(key.into())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).context(FILE),
    }
}

fn make() -> anyhow::Result<()> {
    fs::create_dir_all(FOLDER)?;
    // Nobody but its owner may read a temporary file, by whatever name it goes later.
    let mut file = NamedTempFile::new_in(FOLDER)?;
    file.write_all(random_key()?.as_bytes())?;
    match file.persist_noclobber(FILE) {
        Ok(_) => {
            let file = path::absolute(FILE)?;
            tracing::info!(file = %file.display(), "made a signing key");
            Ok(())
        }
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// 32 random bytes in hexadecimal.
fn random_key() -> anyhow::Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    let mut key = String::new();
    for byte in bytes {
        write!(key, "{byte:02x}")?;
    }
    Ok(key)
}
