//! From the `Authorization` header to who makes the request.

use auth::{Caller, Keys};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use crate::access::Rejection;

/// The caller whom the request's token speaks for.
pub(super) async fn caller(parts: &Parts, keys: &Keys) -> Result<Caller, Rejection> {
    Ok(keys.verify(bearer_token(parts)?).await?)
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
