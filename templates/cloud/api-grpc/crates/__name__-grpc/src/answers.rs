//! What is answered to gRPC's requests before one of its methods is reached: no such method, no known
//! caller, no place for more requests, too late.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use serde::Deserialize;
use tonic::Status;
use tower::util::MapResponseLayer;
use web::Problem;

use crate::failure::Failure;
use crate::interface::Settings;
use crate::unread::given_up;

/// No problem document is longer, in bytes.
const MAX_DOCUMENT: usize = 16 * 1024;

/// Has all routes tell gRPC's callers in its own words what problem documents tell others, and wait for
/// nobody who takes no more of an answer.
pub fn in_its_words(router: Router, settings: Settings) -> Router {
    let patience = settings.stall_timeout();
    let unread = MapResponseLayer::new(move |response| given_up(response, patience));
    router.layer(from_fn(answer)).layer(unread)
}

async fn answer(request: Request, next: Next) -> Response {
    let asked = is_grpc(request.headers());
    let response = next.run(request).await;
    let status = response.status();
    if !asked || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }

    let (mut parts, body) = response.into_parts();
    parts.headers.remove(CONTENT_TYPE);
    parts.headers.remove(CONTENT_LENGTH);
    let failure = Failure::from(problem(status, body).await);
    let mut response = Status::from(failure).into_http::<Body>();
    response.headers_mut().extend(parts.headers);
    response
}

pub(crate) fn is_grpc(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.as_bytes().strip_prefix(b"application/grpc"));
    matches!(kind, Some([] | [b'+' | b';', ..]))
}

/// What the document says, if it is one.
async fn problem(status: StatusCode, body: Body) -> Problem {
    let document = to_bytes(body, MAX_DOCUMENT).await.ok();
    match document.and_then(|bytes| serde_json::from_slice(&bytes).ok()) {
        Some(Document {
            code,
            title,
            detail,
        }) => Problem::new(status, code).detail(detail.unwrap_or(title)),
        None => Problem::from(status),
    }
}

#[derive(Deserialize)]
struct Document {
    code: String,
    title: String,
    detail: Option<String>,
}
