//! A name for every request, by which it can be found in the logs of all services that it passed.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use uuid::Uuid;

/// The header that carries the name, in requests and in answers.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Keeps the name that the caller gave the request, or gives it one.
pub(crate) async fn assign(mut request: Request, next: Next) -> Response {
    let given = request
        .headers()
        .get(REQUEST_ID)
        .filter(|id| is_sane(id))
        .cloned();
    let id = given.unwrap_or_else(new);
    request.headers_mut().insert(REQUEST_ID, id.clone());

    let mut response = next.run(request).await;
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

/// Whether the name can go into a log as it is.
fn is_sane(id: &HeaderValue) -> bool {
    let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    matches!(id.len(), 1..=64) && id.as_bytes().iter().all(allowed)
}

fn new() -> HeaderValue {
    HeaderValue::try_from(Uuid::now_v7().to_string()).expect("a UUID is ASCII")
}
