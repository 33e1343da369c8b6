//! Those who can log in.

use std::str::FromStr;

use uuid::Uuid;

use crate::{PasswordHash, Role};

/// Someone who can log in.
#[derive(Clone, Debug)]
pub struct Account {
    /// Never another's, whatever becomes of the name.
    pub id: Uuid,
    /// Nobody else's.
    pub name: Name,
    /// What they are.
    pub role: Role,
    /// What proves that it is them.
    pub password: PasswordHash,
}

/// What somebody is called: 1 to 64 characters, of which each is a lower-case letter from `a` to `z`, a
/// digit, `.`, `_` or `-`: no two differ in nothing but their case or their accents.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name(String);

/// The text is not the name of an account.
#[derive(Debug, thiserror::Error)]
#[error("a name has 1 to 64 characters: `a` to `z`, `0` to `9`, `.`, `_` or `-`")]
pub struct InvalidName;

impl Name {
    /// As it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let allowed = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-');
        if matches!(text.len(), 1..=64) && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidName)
        }
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0
    }
}
