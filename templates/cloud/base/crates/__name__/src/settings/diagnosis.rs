//! What is said of a wrong setting: which it is and where it stands. Its value may be a secret, and so
//! may whatever text the parsers make of it: none of that is passed on.

use std::error::Error;
use std::fs;

use anyhow::anyhow;
use config::{Config, ConfigError, Value, ValueKind};
use serde::de::DeserializeOwned;

/// Settings of this type, if nothing is left over.
///
/// # Errors
/// When a setting is unknown, missing or wrong.
pub(super) fn deserialize<T: DeserializeOwned>(collected: Config) -> anyhow::Result<T> {
    let values = collected.cache.clone();
    let mut unknown = Vec::new();
    let settings = serde_ignored::deserialize(collected, |key| unknown.push(key.to_string()))
        .map_err(|error| explain(error, &values))?;
    match unknown.first() {
        None => Ok(settings),
        Some(key) => Err(anyhow!("unknown setting {}", with_origin(key, &values))),
    }
}

fn explain(error: ConfigError, values: &Value) -> anyhow::Error {
    match error {
        ConfigError::NotFound(key) => anyhow!("setting `{key}` is missing"),
        ConfigError::Type {
            key: Some(key),
            expected,
            ..
        } => anyhow!("setting {}: expected {expected}", with_origin(&key, values)),
        ConfigError::At { key: Some(key), .. } => anyhow!(
            "setting {} is not valid; defaults.toml says what it may be",
            with_origin(&key, values)
        ),
        _ => anyhow!("a setting is not valid; defaults.toml says what they may be"),
    }
}

fn with_origin(key: &str, values: &Value) -> String {
    let value = key
        .split('.')
        .try_fold(values, |value, name| match &value.kind {
            ValueKind::Table(table) => table.get(name),
            _ => None,
        });
    match value.and_then(origin) {
        Some(origin) => format!("`{key}` (from {origin})"),
        None => format!("`{key}`"),
    }
}

/// A table has no origin of its own: that of something in it.
fn origin(value: &Value) -> Option<&str> {
    match &value.kind {
        ValueKind::Table(table) => table.values().find_map(origin),
        _ => value.origin(),
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
