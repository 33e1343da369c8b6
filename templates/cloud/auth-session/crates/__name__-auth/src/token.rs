//! What a session is known by.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest as _, Sha256};

/// What a session is known by: 256 random bits, which whoever has logged in brings along.
#[derive(Clone, Debug)]
pub struct Token(SecretString);

/// What is kept of a token: its SHA-256. Who reads it cannot make a token of it; a slow hash is for what
/// people think of, and nobody guesses 256 random bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest([u8; 32]);

impl Token {
    /// A new one.
    ///
    /// # Errors
    /// When the system has no random bytes.
    pub fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self::from(BASE64_URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// Whoever has it is taken for the one who logged in.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// What is kept of it.
    pub fn digest(&self) -> Digest {
        Digest(Sha256::digest(self.expose()).into())
    }
}

/// As somebody brings it; whether there is such a session shows later.
impl From<String> for Token {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl Digest {
    /// To be kept, and compared.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}
