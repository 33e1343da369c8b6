//! Who may talk to the service: everybody.

use axum::http::Request;
use axum::http::request::Builder;

use crate::api::{self, MAKE, MEDIA_TYPE};
use crate::database::Database;
use crate::support::Home;

/// What the service needs to know in production.
pub(crate) fn variables(_: &Database) -> [(String, String); 0] {
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
    let (path, body) = MAKE;
    let make = Request::post(path).header("content-type", MEDIA_TYPE);
    let answer = service.send(make.body(body.into()).unwrap()).await;
    assert!(api::made(&answer).is_some(), "{answer:?}");
}
