//! A name for every request, by which it can be found in the logs of all services that it passed.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use uuid::Uuid;

/// The header that carries the name, in requests and in answers.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Leaves the request the name that its caller gave it, or gives it one.
pub(crate) fn assign(mut request: Request) -> Request {
    let given = request.headers().get(REQUEST_ID);
    let id = given.filter(|id| is_sane(id)).cloned();
    // There may have been several.
    request
        .headers_mut()
        .insert(REQUEST_ID, id.unwrap_or_else(new));
    request
}

/// Whether the name can go into a log as it is.
fn is_sane(id: &HeaderValue) -> bool {
    let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    matches!(id.len(), 1..=64) && id.as_bytes().iter().all(allowed)
}

fn new() -> HeaderValue {
    HeaderValue::try_from(Uuid::now_v7().to_string()).expect("a UUID is ASCII")
}
