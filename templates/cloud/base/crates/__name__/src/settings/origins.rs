//! Where each setting stands.

use std::collections::BTreeMap;

use config::{Value, ValueKind};

/// The source of each setting, by its key. The values, some of which are secret, are not kept.
#[derive(Default)]
pub(crate) struct Origins(BTreeMap<String, String>);

impl Origins {
    pub(super) fn of(values: &Value) -> Self {
        let mut origins = Self::default();
        origins.note(String::new(), values);
        origins
    }

    fn note(&mut self, key: String, value: &Value) {
        let ValueKind::Table(table) = &value.kind else {
            let origin = value.origin().unwrap_or("defaults.toml");
            self.0.insert(key, origin.to_owned());
            return;
        };
        for (name, value) in table {
            let inner = if key.is_empty() {
                name.clone()
            } else {
                format!("{key}.{name}")
            };
            self.note(inner, value);
        }
    }

    /// What an error calls a setting or a section: its key, and where it stands, or may be set.
    pub(crate) fn name(&self, key: &str) -> String {
        let mut known = self.0.iter();
        let inside = format!("{key}.");
        match known.find(|(other, _)| *other == key || other.starts_with(&inside)) {
            Some((_, origin)) => format!("setting `{key}` (from {origin})"),
            None => format!("setting `{key}` ({} in the environment)", variable(key)),
        }
    }
}

/// The environment variable for a setting: `SERVICE__SERVER__PORT` for `server.port` where the
/// service is called `service`.
pub(super) fn variable(key: &str) -> String {
    let setting = key.replace('.', "__").to_uppercase();
    format!("{}{setting}", prefix())
}

/// What the service's environment variables begin with.
pub(super) fn prefix() -> String {
    let name = env!("CARGO_PKG_NAME").replace('-', "_").to_uppercase();
    format!("{name}__")
}
