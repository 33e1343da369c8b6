//! Extractors: from the `Authorization` header to a caller who may go on.

use axum::extract::{FromRef, FromRequestParts};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use crate::{Caller, Keys, Rejection, Role};

/// Lets callers pass who may read, and leaves the [`Caller`] in the request's extensions.
#[derive(Clone, Copy, Debug)]
pub struct RequireViewer;

/// Lets callers pass who may change things, and leaves the [`Caller`] in the request's extensions.
#[derive(Clone, Copy, Debug)]
pub struct RequireEditor;

impl<S> FromRequestParts<S> for Caller
where
    Keys: FromRef<S>,
    S: Sync,
{
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
        authenticate(parts, &Keys::from_ref(state))
    }
}

impl<S> FromRequestParts<S> for RequireViewer
where
    Keys: FromRef<S>,
    S: Sync,
{
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
        authorize(parts, &Keys::from_ref(state), Role::Viewer).map(|()| Self)
    }
}

impl<S> FromRequestParts<S> for RequireEditor
where
    Keys: FromRef<S>,
    S: Sync,
{
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
        authorize(parts, &Keys::from_ref(state), Role::Editor).map(|()| Self)
    }
}

fn authenticate(parts: &Parts, keys: &Keys) -> Result<Caller, Rejection> {
    let token = bearer_token(parts)?;
    let caller = keys.verify(token)?;
    tracing::debug!(subject = caller.subject(), role = %caller.role(), "authenticated");
    Ok(caller)
}

fn authorize(parts: &mut Parts, keys: &Keys, needed: Role) -> Result<(), Rejection> {
    let caller = authenticate(parts, keys)?;
    if caller.role() < needed {
        return Err(Rejection::Forbidden { needed });
    }
    parts.extensions.insert(caller);
    Ok(())
}

/// The one bearer token of the request. Two `Authorization` headers are refused: a proxy may have
/// looked at the other.
fn bearer_token(parts: &Parts) -> Result<&str, Rejection> {
    let mut headers = parts.headers.get_all(AUTHORIZATION).iter();
    let header = headers.next().ok_or(Rejection::Missing)?;
    if headers.next().is_some() {
        return Err(Rejection::Malformed);
    }

    let (scheme, token) = header
        .to_str()
        .ok()
        .and_then(|value| value.split_once(' '))
        .ok_or(Rejection::Malformed)?;
    if scheme.eq_ignore_ascii_case("bearer") {
        Ok(token.trim())
    } else {
        Err(Rejection::Malformed)
    }
}
