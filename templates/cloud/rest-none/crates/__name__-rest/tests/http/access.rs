//! Who may do what: everybody everything.

use axum::body::Body;
use axum::http::request::Builder;
use web::access::Guard;

use crate::api::router;
use crate::description::{documented_operations, with_parameters};
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
    let router = router();
    for (method, path) in documented_operations(&router).await {
        let request = builder(&method, &with_parameters(&path));
        let answer = send(&router, request.body(Body::empty()).unwrap()).await;
        assert!(
            !["401", "403"].contains(&answer.status.as_str()),
            "{method} {path}"
        );
    }
}
