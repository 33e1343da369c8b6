//! Who may do what: what handlers ask of their callers, in their signatures. Here everybody may do
//! everything.

use std::convert::Infallible;
use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use tower::layer::util::Identity;

use crate::problem::Problem;

/// Who makes a request: nobody asks.
#[derive(Clone, Debug)]
pub struct Caller;

/// A caller who may do what `P` stands for.
#[derive(Clone, Debug)]
pub struct Allowed<P>(PhantomData<P>);

/// See what is there.
#[derive(Clone, Copy, Debug)]
pub enum Read {}

/// Make, change and remove it.
#[derive(Clone, Copy, Debug)]
pub enum Write {}

/// Lets every caller through.
#[derive(Clone, Debug)]
pub struct Guard;

impl Guard {
    /// As a layer around routes, does nothing.
    pub fn require<P>(&self) -> Identity {
        Identity::new()
    }
}

/// Something that a signature can name: [`Read`] or [`Write`].
pub trait PermissionType {}

impl PermissionType for Read {}
impl PermissionType for Write {}

/// Lets the caller do what `P` stands for.
///
/// # Errors
/// Never here: with authentication, where the caller may not.
pub fn allow<P: PermissionType>(_: Caller) -> Result<Allowed<P>, Problem> {
    Ok(Allowed(PhantomData))
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self)
    }
}

impl<S: Sync, P> FromRequestParts<S> for Allowed<P> {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(PhantomData))
    }
}

/// Who the caller is, for what is kept of each apart: here all are one.
pub fn caller<P>(_: &Allowed<P>) -> &'static str {
    ""
}
