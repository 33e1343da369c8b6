//! The key of the local issuer: nobody had to think about it, and no other clone of the project has it.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path;

use anyhow::Context;
use auth::LocalIssuer;
use secrecy::{ExposeSecret, SecretString};
use tempfile::NamedTempFile;

const FOLDER: &str = ".dev";
pub(super) const FILE: &str = ".dev/issuer.pem";

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
    let key = LocalIssuer::private_key()?;
    file.write_all(key.expose_secret().as_bytes())?;
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
