//! What `defaults.toml` tells about the settings, for those who got one wrong.

/// The file, as it is compiled in.
pub(super) const DEFAULTS: &str = include_str!("../../defaults.toml");

/// A setting, which may be commented out, and the comment above it.
struct Entry {
    key: String,
    comment: String,
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

fn entries() -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut section = String::new();
    let mut comment = Vec::new();
    for line in DEFAULTS.lines() {
        let text = line.trim_start_matches("# ");
        if let Some(name) = line.strip_prefix('[') {
            section = name.replace(']', ".");
        } else if let Some(name) = setting(text) {
            let key = format!("{section}{name}");
            let comment = std::mem::take(&mut comment).join(" ");
            entries.push(Entry { key, comment });
        } else if line.is_empty() {
            comment.clear();
        } else {
            comment.push(text);
        }
    }
    entries
}

fn setting(line: &str) -> Option<&str> {
    let (name, _) = line.split_once(" = ")?;
    let is_name = name
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    is_name.then_some(name)
}
