//! Who may do what: what handlers ask of their callers, in their signatures, and the guard that lets
//! callers through to them.

pub use auth::{Allowed, Caller, PermissionType, Read, Write};
use auth::{Keys, Rejection, Require};
use axum::extract::FromRef;
use axum::middleware::{FromExtractorLayer, from_extractor_with_state};

use crate::causes::with_causes;
use crate::problem::Problem;

/// Knows callers by their tokens. As the state of a router it makes a [`Caller`] an argument of handlers.
#[derive(Clone, Debug)]
pub struct Guard(Keys);

impl Guard {
    /// A guard that believes tokens signed with these keys.
    pub fn new(keys: Keys) -> Self {
        Self(keys)
    }

    /// As a layer around routes, lets only those callers through who may do what `P` stands for.
    pub fn require<P: PermissionType>(&self) -> FromExtractorLayer<Require<P>, Keys> {
        from_extractor_with_state(self.0.clone())
    }
}

impl FromRef<Guard> for Keys {
    fn from_ref(guard: &Guard) -> Self {
        guard.0.clone()
    }
}

/// Lets the caller do what `P` stands for.
///
/// # Errors
/// Where none of the caller's roles has the permission.
pub fn allow<P: PermissionType>(caller: Caller) -> Result<Allowed<P>, Problem> {
    Ok(Allowed::try_from(caller)?)
}

/// For interfaces that do not answer with the rejection itself.
impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        let code = rejection.code();
        tracing::info!(code, error = with_causes(&rejection), "refused");
        Self::new(rejection.status(), code).detail(rejection.to_string())
    }
}

/// Who the caller is, for what is kept of each apart.
pub fn caller<P>(allowed: &Allowed<P>) -> &str {
    allowed.caller().subject()
}
