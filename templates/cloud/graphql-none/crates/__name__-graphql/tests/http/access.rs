//! Who may do what: everybody everything.

use axum::http::request::Builder;
use web::access::Guard;

use crate::sample::{ALL, router};
use crate::support::{builder, send};

/// Who lets everybody through.
pub(crate) fn guard() -> Guard {
    Guard
}

/// Makes it the request of someone who may do everything.
pub(crate) fn editor(request: Builder) -> Builder {
    request
}

#[tokio::test]
async fn nobody_is_turned_away() {
    let body = serde_json::json!({ "query": ALL }).to_string();
    let answer = send(&router(), builder().body(body.into()).unwrap()).await;
    assert!(answer.field().is_object());
}
