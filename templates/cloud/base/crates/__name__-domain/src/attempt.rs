use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

/// Names an attempt to make something: however often it is repeated, the thing is made once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdempotencyKey {
    caller: String,
    text: String,
}

/// Text that names no attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an idempotency key is 1 to 255 printable ASCII characters, without spaces, `\"` and `\\`")]
pub struct InvalidKey;

impl IdempotencyKey {
    /// The key of this caller. Two callers may use the same without knowing of each other.
    #[must_use]
    pub fn of(self, caller: impl Into<String>) -> Self {
        Self {
            caller: caller.into(),
            ..self
        }
    }

    /// Whose key it is; empty where callers are not told apart.
    pub fn caller(&self) -> &str {
        &self.caller
    }

    /// The key as text, without whose it is.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// A key of a caller who is not told apart from others.
impl FromStr for IdempotencyKey {
    type Err = InvalidKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let allowed = |byte: u8| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\';
        if matches!(text.len(), 1..=255) && text.bytes().all(allowed) {
            Ok(Self {
                caller: String::new(),
                text: text.to_owned(),
            })
        } else {
            Err(InvalidKey)
        }
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// An attempt to make something, as it is known again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Its name.
    pub key: IdempotencyKey,
    /// What is to be made: the same text for the same, and for nothing else.
    pub request: String,
    /// Attempts that made something with a lesser id are forgotten, and their keys free again.
    pub known_from: Uuid,
}
