//! All settings in one table, which `SETTINGS.md` holds.

use std::fmt::Write;

use toml::{Table, Value};

use super::Settings;
use super::origins::variable;
use super::reference::{self, Entry};
use super::values::HIDDEN;

const HEAD: &str = "\
# Settings

What can be set. `config table` writes this, and a test keeps it true.

| setting | default | in the environment | secret | what it is |
|---|---|---|---|---|";

/// The table, in Markdown.
///
/// # Errors
/// When `defaults.toml` does not fit the settings.
pub(super) fn of_all_settings() -> anyhow::Result<String> {
    let secrets = secrets()?;
    let mut text = HEAD.to_owned();
    for Entry {
        key,
        default,
        comment,
    } in reference::entries()
    {
        let variable = variable(&key);
        let default = default.map_or_else(String::new, |value| format!("`{value}`"));
        let secret = if secrets.contains(&key) { "yes" } else { "" };
        write!(
            text,
            "\n| `{key}` | {default} | `{variable}` | {secret} | {comment} |"
        )?;
    }
    Ok(text)
}

/// The keys of what stays hidden where every setting has a value.
fn secrets() -> anyhow::Result<Vec<String>> {
    let settings: Settings = toml::from_str(&reference::with_every_setting())?;
    let mut found = Vec::new();
    note_hidden("", &Table::try_from(&settings)?, &mut found);
    Ok(found)
}

fn note_hidden(section: &str, table: &Table, found: &mut Vec<String>) {
    for (name, value) in table {
        match value {
            Value::Table(inner) => note_hidden(&format!("{section}{name}."), inner, found),
            Value::String(text) if text == HIDDEN => found.push(format!("{section}{name}")),
            _ => {}
        }
    }
}
