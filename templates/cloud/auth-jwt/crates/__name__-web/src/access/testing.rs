//! Callers, for the tests of the interfaces.

use std::sync::LazyLock;
use std::time::Duration;

pub use auth::Role;
use auth::{Keys, LocalIssuer, Validation};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderName, HeaderValue};

use crate::access::Guard;

/// Signs tokens with a key that was made for them.
static ISSUER: LazyLock<LocalIssuer> = LazyLock::new(|| {
    let key = LocalIssuer::private_key().expect("the system has random bytes");
    LocalIssuer::new(&key, validation()).expect("it is a key")
});

fn validation() -> Validation {
    Validation {
        issuer: "issuer".to_owned(),
        audience: "audience".to_owned(),
        leeway: Duration::ZERO,
        roles_claim: "roles".to_owned(),
    }
}

/// A guard who knows them.
///
/// # Panics
/// Outside a Tokio runtime.
pub fn guard() -> Guard {
    Guard::new(Keys::new(&validation(), ISSUER.clone()))
}

/// The header by which the guard knows this caller, for a minute.
///
/// # Panics
/// Where nothing can be signed.
pub fn credentials(subject: &str, role: Role) -> (HeaderName, HeaderValue) {
    let token = ISSUER.mint(subject, role, Duration::from_mins(1));
    let bearer = format!("Bearer {}", token.expect("it is signed"));
    (AUTHORIZATION, bearer.parse().expect("it is ASCII"))
}
