//! What is said of a wrong setting: which it is, where it stands, and no secret.

use anyhow::anyhow;
use config::{Config, ConfigError, Value, ValueKind};
use serde::de::DeserializeOwned;

/// Settings of this type, if nothing is left over.
///
/// # Errors
/// When a setting is unknown or wrong.
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
    let (key, reason) = match error {
        ConfigError::Type {
            key: Some(key),
            expected,
            ..
        } => (key, format!("expected {expected}")),
        ConfigError::At {
            key: Some(key),
            error,
            ..
        } => (key, without_the_value(&error.to_string())),
        error => return anyhow!(without_the_value(&error.to_string())),
    };
    anyhow!("setting {}: {reason}", with_origin(&key, values))
}

/// What was expected, without what was found, which may be a secret.
fn without_the_value(error: &str) -> String {
    match error.rsplit_once(", expected ") {
        Some((_, expected)) => format!("expected {expected}"),
        None => error.to_owned(),
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

/// The error without the lines of the file that it quotes, which may hold a secret.
pub(super) fn without_the_source(error: ConfigError) -> anyhow::Error {
    match error {
        ConfigError::FileParse { uri, cause } => {
            let cause = cause.to_string();
            let text: Vec<_> = cause.lines().filter(|line| !line.contains('|')).collect();
            anyhow!("{}: {}", uri.unwrap_or_default(), text.join(": "))
        }
        error => error.into(),
    }
}

/// The error without the line that it quotes, which may hold a secret.
pub(super) fn without_the_line(error: dotenvy::Error) -> anyhow::Error {
    match error {
        dotenvy::Error::LineParse(line, at) => match line.split_once('=') {
            Some((name, _)) => {
                anyhow!("the value of {name} is wrong, at character {at} of its line")
            }
            None => anyhow!("a line is not of the form NAME=value"),
        },
        error => error.into(),
    }
}
