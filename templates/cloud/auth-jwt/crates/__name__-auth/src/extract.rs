//! Extractors: from the `Authorization` header to a caller who may go on.

use std::marker::PhantomData;

use axum::Extension;
use axum::extract::rejection::ExtensionRejection;
use axum::extract::{FromRef, FromRequestParts};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use crate::{Caller, Keys, PermissionType, Rejection};

/// A caller who may do what `P` stands for, made of a [`Caller`] whose role has that permission.
///
/// As an argument of a handler it is the one that [`Require<P>`] let through: a handler that asks for
/// it elsewhere is never reached, and the answer is 500.
#[derive(Clone, Debug)]
pub struct Allowed<P> {
    caller: Caller,
    permission: PhantomData<P>,
}

/// Guards routes, as a layer: callers pass who may do what `P` stands for, as [`Allowed<P>`].
#[derive(Clone, Copy, Debug)]
pub struct Require<P>(PhantomData<P>);

impl<P> Allowed<P> {
    /// Who it is.
    pub fn caller(&self) -> &Caller {
        &self.caller
    }
}

impl<P: PermissionType> TryFrom<Caller> for Allowed<P> {
    type Error = Rejection;

    fn try_from(caller: Caller) -> Result<Self, Rejection> {
        let needed = P::PERMISSION;
        if !caller.may(needed) {
            return Err(Rejection::Forbidden { needed });
        }
        let permission = PhantomData;
        Ok(Self { caller, permission })
    }
}

impl<S> FromRequestParts<S> for Caller
where
    Keys: FromRef<S>,
    S: Sync,
{
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
        authenticate(parts, &Keys::from_ref(state)).await
    }
}

impl<S, P> FromRequestParts<S> for Require<P>
where
    Keys: FromRef<S>,
    P: PermissionType,
    S: Sync,
{
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
        let caller = authenticate(parts, &Keys::from_ref(state)).await?;
        parts.extensions.insert(Allowed::<P>::try_from(caller)?);
        Ok(Self(PhantomData))
    }
}

impl<S, P> FromRequestParts<S> for Allowed<P>
where
    P: PermissionType,
    S: Send + Sync,
{
    type Rejection = ExtensionRejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ExtensionRejection> {
        let passed = Extension::from_request_parts(parts, state).await;
        let Extension(allowed) = passed.inspect_err(
            |_| tracing::error!(permission = %P::PERMISSION, "the route is not guarded so"),
        )?;
        Ok(allowed)
    }
}

async fn authenticate(parts: &Parts, keys: &Keys) -> Result<Caller, Rejection> {
    let token = bearer_token(parts)?;
    let caller = keys.verify(token).await?;
    tracing::debug!(subject = caller.subject(), roles = ?caller.roles(), "authenticated");
    Ok(caller)
}

/// The one bearer token of the request. Two `Authorization` headers are refused: a proxy may have
/// looked at the other.
fn bearer_token(parts: &Parts) -> Result<&str, Rejection> {
    let mut headers = parts.headers.get_all(AUTHORIZATION).iter();
    let header = headers.next().ok_or(Rejection::Missing)?;
    if headers.next().is_some() {
        return Err(Rejection::Malformed);
    }

    let value = header.to_str().map_err(|_| Rejection::Malformed)?;
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Rejection::Missing);
    }
    match token.trim() {
        "" => Err(Rejection::Malformed),
        token => Ok(token),
    }
}
