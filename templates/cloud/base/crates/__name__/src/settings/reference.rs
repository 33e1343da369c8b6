//! What `defaults.toml` tells about the settings.

/// The file, as it is compiled in.
pub(super) const DEFAULTS: &str = include_str!("../../defaults.toml");

/// A setting, and the comment above it.
pub(super) struct Entry {
    pub(super) key: String,
    /// As TOML; none where the setting is commented out.
    pub(super) default: Option<&'static str>,
    pub(super) comment: String,
}

/// What a setting may be, if that stands there.
pub(super) fn explanation(key: &str) -> Option<String> {
    let entry = entries().into_iter().find(|entry| entry.key == key)?;
    Some(entry.comment).filter(|comment| !comment.is_empty())
}

/// What could have been meant: the names of all that stands in the same section.
pub(super) fn beside(key: &str) -> Vec<String> {
    let section = key.rfind('.').map_or("", |dot| &key[..=dot]);
    let mut names: Vec<String> = entries()
        .iter()
        .filter_map(|entry| entry.key.strip_prefix(section)?.split('.').next())
        .map(str::to_owned)
        .collect();
    names.dedup();
    names
}

/// The file with those settings switched on that are commented out.
pub(super) fn with_every_setting() -> String {
    let lines = DEFAULTS.lines().map(|line| match line.strip_prefix("# ") {
        Some(text) if setting(text).is_some() => text,
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// All settings, in the order of the file.
pub(super) fn entries() -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut section = String::new();
    let mut comment = Vec::new();
    for line in DEFAULTS.lines() {
        let text = line.trim_start_matches("# ");
        if let Some(name) = line.strip_prefix('[') {
            section = name.replace(']', ".");
        } else if let Some((name, value)) = setting(text) {
            entries.push(Entry {
                key: format!("{section}{name}"),
                default: (text == line).then_some(value),
                comment: std::mem::take(&mut comment).join(" "),
            });
        } else if line.is_empty() {
            comment.clear();
        } else {
            comment.push(text);
        }
    }
    entries
}

/// The name of a setting and its value, if the line is one.
fn setting(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(" = ")?;
    let is_name = name
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    is_name.then_some((name, value))
}
