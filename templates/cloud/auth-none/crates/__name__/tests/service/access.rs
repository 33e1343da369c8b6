//! Who may talk to the service: everybody.

use axum::http::request::Builder;

use crate::api;
use crate::support::Home;

/// What the service needs to know in production.
pub(crate) fn variables() -> [(String, String); 0] {
    []
}

/// Makes it the request of someone who may do everything.
pub(crate) fn editor(request: Builder) -> Builder {
    request
}

#[tokio::test]
async fn strangers_are_answered() {
    let home = Home::new();
    let service = home.start(&[]).await;
    assert_eq!(service.send(api::list(editor)).await.status, 200);
}
