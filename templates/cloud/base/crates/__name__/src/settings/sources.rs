//! Where settings come from, in the order in which the later ones win.

use std::env;
use std::iter;
use std::path::Path;

use anyhow::{Context, bail};
use config::{Config, ConfigError, File, FileFormat, Map, Source, Value};

use super::diagnosis::without_the_source;
use super::dotenv;
use super::origins::{prefix, variable};
use super::reference::{DEFAULTS, entries};

const FILE: &str = "config.toml";

/// What all sources say, the last word on each setting.
pub(super) fn collect(
    file: Option<&Path>,
    overrides: &[(String, String)],
) -> anyhow::Result<Config> {
    let file = match file {
        Some(file) => File::from(file).format(FileFormat::Toml),
        None => File::new(FILE, FileFormat::Toml).required(false),
    };
    let mut given = Given::default();
    given.add_dotenv().context(dotenv::FILE)?;
    given.add_environment()?;
    given.add_command_line(overrides);
    given.refuse_overlaps()?;
    Config::builder()
        .add_source(File::from_str(DEFAULTS, FileFormat::Toml))
        .add_source(file)
        .add_source(given)
        .build()
        .map_err(without_the_source)
}

/// The setting that an environment variable is for, if it is for one: `server.port` for
/// `SERVICE__SERVER__PORT` where the service is called `service`.
///
/// # Errors
/// When it would be for one if its underscores or capitals were others: to pass over it could mean to
/// work on another database.
fn key(name: &str) -> anyhow::Result<Option<String>> {
    if let Some(key) = name.strip_prefix(&prefix()) {
        return Ok(Some(key.replace("__", ".").to_lowercase()));
    }
    let roughly = |name: &str| name.to_uppercase().replace("__", "_");
    if roughly(name).starts_with(&roughly(&prefix())) {
        let mut known = entries().into_iter().map(|entry| variable(&entry.key));
        if let Some(meant) = known.find(|known| roughly(known) == roughly(name)) {
            bail!("{name} is no setting: it is written {meant}");
        }
    }
    Ok(None)
}

/// Settings that were given one by one, each of which knows where it stands.
#[derive(Debug, Clone, Default)]
struct Given(Map<String, Value>);

impl Given {
    fn add_dotenv(&mut self) -> anyhow::Result<()> {
        for (name, value) in dotenv::read()? {
            if let Some(key) = key(&name)? {
                self.add(key, &value, &format!("{name} in {}", dotenv::FILE));
            }
        }
        Ok(())
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the environment"
    )]
    fn add_environment(&mut self) -> anyhow::Result<()> {
        for (name, value) in env::vars_os() {
            let name = name.to_string_lossy();
            let Some(key) = key(&name)? else {
                continue;
            };
            let Some(value) = value.to_str() else {
                bail!("the environment variable {name} is not UTF-8");
            };
            self.add(key, value, &format!("the environment variable {name}"));
        }
        Ok(())
    }

    fn add_command_line(&mut self, overrides: &[(String, String)]) {
        for (key, value) in overrides {
            self.add(key.clone(), value, "--set");
        }
    }

    fn add(&mut self, key: String, value: &str, origin: &str) {
        let origin = origin.to_owned();
        self.0.insert(key, Value::new(Some(&origin), value));
    }

    /// The map has no order: of a section and something in it, chance would say which counts.
    fn refuse_overlaps(&self) -> anyhow::Result<()> {
        for (key, value) in &self.0 {
            let sections = iter::successors(parent(key), |section| parent(section));
            for section in sections {
                if let Some(whole) = self.0.get(section) {
                    bail!(
                        "settings `{section}` (from {}) and `{key}` (from {}) cannot both be set",
                        whole.origin().unwrap_or_default(),
                        value.origin().unwrap_or_default(),
                    );
                }
            }
        }
        Ok(())
    }
}

fn parent(key: &str) -> Option<&str> {
    key.rsplit_once('.').map(|(parent, _)| parent)
}

impl Source for Given {
    fn clone_into_box(&self) -> Box<dyn Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<Map<String, Value>, ConfigError> {
        Ok(self.0.clone())
    }
}
