use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use crate::version::Version;

/// Identifies an item for good. Ids sort by the time of their making (UUID version 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId(Uuid);

impl From<Uuid> for ItemId {
    fn from(uuid: Uuid) -> Self {
        Self(uuid)
    }
}

impl From<ItemId> for Uuid {
    fn from(id: ItemId) -> Self {
        id.0
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What an item is called.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Name(String);

/// Text that no item is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a name is 1 to 64 characters, no control characters, no spaces around them")]
pub struct InvalidName;

impl Name {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = matches!(text.chars().count(), 1..=64);
        if fits && text.trim() == text && !text.contains(char::is_control) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidName)
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An item. Every change makes a new [`Version`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    id: ItemId,
    name: Name,
    version: Version,
}

impl Item {
    /// A new item.
    pub fn new(id: ItemId, name: Name) -> Self {
        Self::restore(id, name, Version::FIRST)
    }

    /// An item as it was stored.
    pub fn restore(id: ItemId, name: Name, version: Version) -> Self {
        Self { id, name, version }
    }

    /// Calls the item something else.
    pub fn rename(&mut self, name: Name) {
        self.name = name;
        self.version = self.version.next();
    }

    /// Identifies the item.
    pub fn id(&self) -> ItemId {
        self.id
    }

    /// What it is called.
    pub fn name(&self) -> &Name {
        &self.name
    }

    /// How often it was changed.
    pub fn version(&self) -> Version {
        self.version
    }
}
