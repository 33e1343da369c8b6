//! What handlers ask of their callers, in their signatures. Here everybody may do everything.

use std::convert::Infallible;
use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

/// A caller who may do what `P` stands for.
pub(crate) struct Allowed<P>(PhantomData<P>);

/// See what is there.
pub(crate) enum Read {}

/// Make, change and remove it.
pub(crate) enum Write {}

/// Who the caller is, for what is kept of each apart: here all are one.
pub(crate) fn caller<P>(_: &Allowed<P>) -> &'static str {
    ""
}

impl<S: Sync, P> FromRequestParts<S> for Allowed<P> {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(PhantomData))
    }
}
