//! From the session's cookie to who makes the request.

use auth::{Accounts, Caller};
use axum::http::request::Parts;

use crate::access::{Rejection, session};

/// The caller whose session it is.
pub(super) async fn caller(parts: &Parts, accounts: &Accounts) -> Result<Caller, Rejection> {
    let token = session::token(parts)?.ok_or(Rejection::Missing)?;
    accounts.caller(&token).await?.ok_or(Rejection::Ended)
}
