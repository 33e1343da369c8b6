//! Verifies tokens with the public keys of their issuer.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, Header};
use serde_json::Value;
use tokio::sync::{Semaphore, mpsc, watch};

use crate::key_set::Key;
use crate::refresh::{self, Known, NoKey};
use crate::{Caller, claims};

/// What the type of a token may be called: nothing said, any token, or one for access (RFC 9068). Any
/// other type is not for us, whoever signed it (RFC 8725, section 3.11).
const TYPES: [&str; 3] = ["JWT", "at+jwt", "application/at+jwt"];

/// How many may wait for keys that are not known: names of keys can be made up, and an issuer can take
/// its time. Each holds a place among the requests in flight.
const MAX_WAITING: usize = 64;

/// Verifies tokens. Cheap to clone; the clones share one set of keys, which is kept current.
#[derive(Clone)]
pub struct Keys(Arc<Inner>);

struct Inner {
    issuer: String,
    audience: String,
    roles_claim: String,
    known: watch::Receiver<Known>,
    /// Asks for the keys to be fetched. One place is enough: all are served by the same fetch.
    wanted: mpsc::Sender<()>,
    waiting: Semaphore,
}

/// What a token has to say, and where it says which roles its bearer has.
#[derive(Clone, Debug)]
pub struct Validation {
    /// Who made it, exactly as in its `iss`.
    pub issuer: String,
    /// Whom it is made for, as in its `aud`.
    pub audience: String,
    /// How far the clocks of issuer and verifier may differ.
    pub leeway: Duration,
    /// The claim that holds a role, or a list of them. With slashes it leads into other claims:
    /// `/realm_access/roles`.
    pub roles_claim: String,
}

/// Where the public keys of an issuer can be had.
pub trait KeySource: Send + Sync + 'static {
    /// Why they cannot.
    type Error: Error + Send;

    /// A JWK Set (RFC 7517, section 5). It is waited for a few seconds, and then given up.
    fn key_set(&self) -> impl Future<Output = Result<Vec<u8>, Self::Error>> + Send;
}

/// A token that yields no caller.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// It is not to be trusted.
    #[error(transparent)]
    Invalid(#[from] InvalidToken),
    /// It may be good, but the issuer does not say with which keys it signs.
    #[error("the issuer's keys are not to be had")]
    Unavailable,
}

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
    /// It is something else than a token for access.
    #[error("the token is of another type")]
    Type,
    /// It does not say which key has signed it.
    #[error("the token names no key")]
    NoKeyId,
    /// The issuer has no such key, or none that is for signatures.
    #[error("the token names a key that the issuer does not have")]
    UnknownKey,
}

impl Keys {
    /// The keys of this source, for tokens that say what `validation` asks. They are fetched by a task
    /// of the current Tokio runtime, which ends with the last clone; nobody waits for them here.
    ///
    /// # Panics
    /// Outside a Tokio runtime.
    pub fn new(validation: &Validation, source: impl KeySource) -> Self {
        let (known, keys) = watch::channel(Known::default());
        let (wanted, asked) = mpsc::channel(1);
        let checks = checks(validation);
        tokio::spawn(refresh::keep_current(source, checks, known, asked));
        Self(Arc::new(Inner {
            issuer: validation.issuer.clone(),
            audience: validation.audience.clone(),
            roles_claim: validation.roles_claim.clone(),
            known: keys,
            wanted,
            waiting: Semaphore::new(MAX_WAITING),
        }))
    }

    /// Who the token speaks for. A key that is not known yet is asked for, once in a few seconds, and not
    /// all can wait for it.
    ///
    /// # Errors
    /// When the token is malformed, signed with another key or algorithm, made by another issuer,
    /// meant for another audience, expired or not yet valid, or when the key cannot be had.
    pub async fn verify(&self, token: &str) -> Result<Caller, VerifyError> {
        let header = jsonwebtoken::decode_header(token).map_err(InvalidToken::from)?;
        let key = self.key(key_id(&header)?).await?;
        if let Some(caller) = key.remembered.caller(token) {
            return Ok(caller);
        }
        let verified = jsonwebtoken::decode::<Value>(token, &key.decoding, &key.validation)
            .map_err(InvalidToken::from)?;
        let caller = claims::caller(&verified.claims, &self.0.roles_claim)
            .ok_or_else(|| InvalidToken::from(ErrorKind::InvalidSubject))?;
        // A fraction of a second may be in it: such a token is verified each time.
        if let Some(expires) = verified.claims["exp"].as_u64() {
            let until = expires.saturating_add(key.validation.leeway);
            key.remembered.note(token, &caller, until);
        }
        Ok(caller)
    }

    /// Whether tokens can be verified at all: there are keys, and they are not too old. Waits until
    /// the issuer was asked for the first time.
    pub async fn are_there(&self) -> bool {
        let mut known = self.0.known.clone();
        let known = known.wait_for(Known::was_asked).await;
        known.is_ok_and(|known| known.is_current())
    }

    async fn key(&self, id: &str) -> Result<Arc<Key>, VerifyError> {
        let mut known = self.0.known.clone();
        let mut found = known.borrow().find(id);
        if found.is_none() {
            let place = self.0.waiting.try_acquire();
            let _place = place.map_err(|_| VerifyError::Unavailable)?;
            // Where somebody has asked already, that is enough.
            let _ = self.0.wanted.try_send(());
            let settled = known.wait_for(|known| {
                found = known.find(id);
                found.is_some()
            });
            // The task is gone only where the runtime is.
            drop(settled.await);
        }
        match found {
            Some(Ok(key)) => Ok(key),
            Some(Err(NoKey::Unknown)) => Err(InvalidToken::UnknownKey.into()),
            Some(Err(NoKey::Unavailable)) | None => Err(VerifyError::Unavailable),
        }
    }
}

/// What is checked whatever the key, which brings its algorithm.
fn checks(validation: &Validation) -> jsonwebtoken::Validation {
    let mut checks = jsonwebtoken::Validation::new(Algorithm::EdDSA);
    checks.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    checks.set_issuer(&[&validation.issuer]);
    checks.set_audience(&[&validation.audience]);
    checks.validate_nbf = true;
    checks.leeway = validation.leeway.as_secs();
    checks
}

/// The key that the token names, if it is a token for us.
fn key_id(header: &Header) -> Result<&str, InvalidToken> {
    if header.crit.is_some() {
        return Err(InvalidToken::CriticalExtensions);
    }
    let known = |given: &String| TYPES.iter().any(|name| name.eq_ignore_ascii_case(given));
    if !header.typ.as_ref().is_none_or(known) {
        return Err(InvalidToken::Type);
    }
    header.kid.as_deref().ok_or(InvalidToken::NoKeyId)
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys")
            .field("issuer", &self.0.issuer)
            .field("audience", &self.0.audience)
            .finish_non_exhaustive()
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

impl From<ErrorKind> for InvalidToken {
    fn from(kind: ErrorKind) -> Self {
        Self::Invalid(kind.into())
    }
}
