//! Signing and verifying tokens.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::Role;

const ALGORITHM: Algorithm = Algorithm::HS256;

/// RFC 7518, section 3.2: a key for HS256 is at least as long as the hash.
const MIN_SECRET_BYTES: usize = 32;

/// How far the clocks of issuer and verifier may differ, in seconds.
const LEEWAY_SECONDS: u64 = 10;

/// Signs tokens, and verifies those signed with the same secret for the same issuer and audience.
/// Cheap to clone.
#[derive(Clone)]
pub struct Keys(Arc<Inner>);

struct Inner {
    issuer: String,
    audience: String,
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

/// Who makes a request. Only a verified token yields one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    subject: String,
    role: Role,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    aud: &'a str,
    sub: &'a str,
    role: Role,
    iat: u64,
    exp: u64,
}

/// What is read of a token. Private, so that nothing but a token makes a [`Caller`].
#[derive(Deserialize)]
struct VerifiedClaims {
    sub: String,
    role: Role,
}

/// The secret could be guessed.
#[derive(Debug, thiserror::Error)]
#[error("the secret has {0} bytes, at least {MIN_SECRET_BYTES} are needed")]
pub struct WeakSecret(usize);

/// No token could be made.
#[derive(Debug, thiserror::Error)]
#[error("the token could not be signed")]
pub struct MintError(#[from] jsonwebtoken::errors::Error);

/// The token is not to be trusted.
#[derive(Debug, thiserror::Error)]
pub enum InvalidToken {
    /// It was good once.
    #[error("the token has expired")]
    Expired,
    /// It never was good here, or is not yet.
    #[error("the token cannot be verified")]
    Invalid(#[source] jsonwebtoken::errors::Error),
    /// It asks for extensions of the format (RFC 7515, section 4.1.11) which are not implemented.
    #[error("the token has critical extensions")]
    CriticalExtensions,
}

impl Keys {
    /// Keys for tokens made by `issuer` and meant for `audience`.
    ///
    /// # Errors
    /// When the secret has fewer than 32 bytes.
    pub fn new(secret: &SecretString, issuer: &str, audience: &str) -> Result<Self, WeakSecret> {
        let secret = secret.expose_secret().as_bytes();
        if secret.len() < MIN_SECRET_BYTES {
            return Err(WeakSecret(secret.len()));
        }

        let mut validation = Validation::new(ALGORITHM);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.set_issuer(&[issuer]);
        validation.set_audience(&[audience]);
        validation.validate_nbf = true;
        validation.leeway = LEEWAY_SECONDS;

        Ok(Self(Arc::new(Inner {
            issuer: issuer.to_owned(),
            audience: audience.to_owned(),
            encoding: EncodingKey::from_secret(secret),
            decoding: DecodingKey::from_secret(secret),
            validation,
        })))
    }

    /// A token that speaks for `subject` from now on, for `lifetime` in whole seconds.
    ///
    /// # Errors
    /// When the signature cannot be computed.
    pub fn mint(&self, subject: &str, role: Role, lifetime: Duration) -> Result<String, MintError> {
        let now = jsonwebtoken::get_current_timestamp();
        let claims = Claims {
            iss: &self.0.issuer,
            aud: &self.0.audience,
            sub: subject,
            role,
            iat: now,
            exp: now.saturating_add(lifetime.as_secs()),
        };
        Ok(jsonwebtoken::encode(
            &Header::new(ALGORITHM),
            &claims,
            &self.0.encoding,
        )?)
    }

    /// Who the token speaks for.
    ///
    /// # Errors
    /// When the token is malformed, signed with another key or algorithm, made by another issuer,
    /// meant for another audience, expired or not yet valid (give or take ten seconds).
    pub fn verify(&self, token: &str) -> Result<Caller, InvalidToken> {
        let Inner {
            decoding,
            validation,
            ..
        } = &*self.0;
        let verified = jsonwebtoken::decode::<VerifiedClaims>(token, decoding, validation)?;
        if verified.header.crit.is_some() {
            return Err(InvalidToken::CriticalExtensions);
        }
        let VerifiedClaims { sub: subject, role } = verified.claims;
        Ok(Caller { subject, role })
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys")
            .field("issuer", &self.0.issuer)
            .field("audience", &self.0.audience)
            .finish_non_exhaustive()
    }
}

impl Caller {
    /// Who, as the issuer names them.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// What they are, and with that what they may do.
    pub fn role(&self) -> Role {
        self.role
    }
}

impl From<jsonwebtoken::errors::Error> for InvalidToken {
    fn from(error: jsonwebtoken::errors::Error) -> Self {
        match error.kind() {
            ErrorKind::ExpiredSignature => Self::Expired,
            _ => Self::Invalid(error),
        }
    }
}
