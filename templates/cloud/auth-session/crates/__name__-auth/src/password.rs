//! Passwords, and what is kept of them.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// What its owner alone knows: 15 to 128 characters, of any kind (NIST SP 800-63B-4, section 3.1.1.2).
#[derive(Clone, Debug)]
pub struct Password(SecretString);

/// The text is not good enough to be a password.
#[derive(Debug, thiserror::Error)]
#[error("a password has 15 to 128 characters")]
pub struct InvalidPassword;

impl Password {
    /// Checks a password that somebody has chosen.
    ///
    /// # Errors
    /// When it is too short or too long.
    pub fn new(text: SecretString) -> Result<Self, InvalidPassword> {
        match text.expose_secret().chars().count() {
            15..=128 => Ok(Self(text)),
            _ => Err(InvalidPassword),
        }
    }

    pub(crate) fn into_text(self) -> SecretString {
        self.0
    }
}

/// What is kept of a password: its hash by Argon2id, with salt and parameters, as a PHC string.
#[derive(Clone)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// As it was kept.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// To be kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash")
    }
}
