//! What is said of a wrong setting: which it is, where it stands, and what it may be. Its value may be
//! a secret, and so may whatever text the parsers make of it: none of that is passed on.

use std::error::Error;
use std::fs;

use anyhow::anyhow;
use config::{Config, ConfigError};
use serde::de::DeserializeOwned;

use super::origins::Origins;
use super::reference;

/// Settings of this type, if nothing is left over.
///
/// # Errors
/// When a setting is unknown, missing or wrong.
pub(super) fn deserialize<T: DeserializeOwned>(
    collected: Config,
    origins: &Origins,
) -> anyhow::Result<T> {
    let mut unknown = Vec::new();
    let settings = serde_ignored::deserialize(collected, |key| unknown.push(key.to_string()))
        .map_err(|error| explain(error, origins))?;
    match unknown.first() {
        None => Ok(settings),
        Some(key) => Err(anyhow!(
            "{} does not exist; known in its place are {}",
            origins.name(key),
            reference::beside(key).join(", ")
        )),
    }
}

fn explain(error: ConfigError, origins: &Origins) -> anyhow::Error {
    match error {
        ConfigError::NotFound(key) => anyhow!("{} is missing", origins.name(&key)),
        ConfigError::Type { key: Some(key), .. } | ConfigError::At { key: Some(key), .. } => {
            let setting = origins.name(&key);
            match reference::explanation(&key) {
                Some(text) => anyhow!("{setting} is not valid; defaults.toml says: {text}"),
                None => anyhow!("{setting} is not valid; defaults.toml says what it may be"),
            }
        }
        _ => anyhow!("a setting is not valid; defaults.toml says what they may be"),
    }
}

/// Which line of a file is wrong, without the line.
pub(super) fn without_the_source(error: ConfigError) -> anyhow::Error {
    let ConfigError::FileParse { uri, cause } = error else {
        return error.into();
    };
    let file = uri.unwrap_or_default();
    match line(&file, &*cause) {
        Some(line) => anyhow!("{file} is not TOML, see line {line}"),
        None => anyhow!("{file} is not TOML"),
    }
}

fn line(file: &str, error: &(dyn Error + 'static)) -> Option<usize> {
    let at = error.downcast_ref::<toml::de::Error>()?.span()?.start;
    let text = fs::read_to_string(file).ok()?;
    Some(text.get(..at)?.split('\n').count())
}
