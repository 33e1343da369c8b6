//! An issuer in the same process, for development and for tests.

use std::fmt;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jsonwebtoken::errors::Error;
use jsonwebtoken::jwk::{Jwk, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use crate::claims::path;
use crate::{KeySource, Role, Validation};

const ALGORITHM: Algorithm = Algorithm::EdDSA;

/// What stands before the 32 bytes of a private key for Ed25519 in PKCS #8 (RFC 8410, section 7).
const PKCS8_HEAD: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

const PEM_HEAD: &str = "-----BEGIN PRIVATE KEY-----";
const PEM_FOOT: &str = "-----END PRIVATE KEY-----";

/// Signs tokens with a key of its own, and is the source of the key that verifies them.
#[derive(Clone)]
pub struct LocalIssuer {
    key: EncodingKey,
    public: Jwk,
    validation: Validation,
}

/// The private key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum InvalidKey {
    /// It is written in another way than `LocalIssuer::private_key` does.
    #[error("it is not a private key for Ed25519 in PEM")]
    Form,
    /// It is none.
    #[error("it is not a private key for Ed25519")]
    Key(#[from] Error),
}

/// No token could be made.
#[derive(Debug, thiserror::Error)]
#[error("the token could not be signed")]
pub struct MintError(#[from] Error);

impl LocalIssuer {
    /// A new private key for Ed25519, in PEM.
    ///
    /// # Errors
    /// When the system has no random bytes.
    pub fn private_key() -> Result<SecretString, getrandom::Error> {
        let mut key = [0; PKCS8_HEAD.len() + 32];
        let (head, secret) = key.split_at_mut(PKCS8_HEAD.len());
        head.copy_from_slice(&PKCS8_HEAD);
        getrandom::fill(secret)?;
        let text = BASE64_STANDARD.encode(key);
        Ok(format!("{PEM_HEAD}\n{text}\n{PEM_FOOT}\n").into())
    }

    /// An issuer with such a key, whose tokens say what `validation` asks.
    ///
    /// # Errors
    /// When it is no such key.
    pub fn new(private_key: &SecretString, validation: Validation) -> Result<Self, InvalidKey> {
        let text = private_key.expose_secret().trim().strip_prefix(PEM_HEAD);
        let text = text.and_then(|text| text.strip_suffix(PEM_FOOT));
        let der = text.and_then(|text| BASE64_STANDARD.decode(text.trim()).ok());
        let key = EncodingKey::from_ed_der(&der.ok_or(InvalidKey::Form)?);
        let mut public = Jwk::from_encoding_key(&key, ALGORITHM)?;
        public.common.public_key_use = Some(PublicKeyUse::Signature);
        public.common.key_id = Some(public.thumbprint(ThumbprintHash::SHA256)?);
        Ok(Self {
            key,
            public,
            validation,
        })
    }

    /// A token for access (RFC 9068) that speaks for `subject` from now on, for `lifetime` in whole
    /// seconds.
    ///
    /// # Errors
    /// When the signature cannot be computed.
    pub fn mint(&self, subject: &str, role: Role, lifetime: Duration) -> Result<String, MintError> {
        let now = jsonwebtoken::get_current_timestamp();
        let mut claims = json!({
            "iss": self.validation.issuer,
            "aud": self.validation.audience,
            "sub": subject,
            "iat": now,
            "exp": now.saturating_add(lifetime.as_secs()),
        });
        let roles = json!([role.to_string()]);
        let mut names = path(&self.validation.roles_claim);
        if let Some(first) = names.next() {
            claims[first] = names.rfold(roles, |inside, name| json!({ name: inside }));
        }
        let mut header = Header::new(ALGORITHM);
        header.typ = Some("at+jwt".to_owned());
        header.kid.clone_from(&self.public.common.key_id);
        Ok(jsonwebtoken::encode::<Value>(&header, &claims, &self.key)?)
    }
}

impl KeySource for LocalIssuer {
    type Error = serde_json::Error;

    async fn key_set(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(&json!({ "keys": [self.public] }))
    }
}

impl fmt::Debug for LocalIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalIssuer")
            .field("validation", &self.validation)
            .finish_non_exhaustive()
    }
}
