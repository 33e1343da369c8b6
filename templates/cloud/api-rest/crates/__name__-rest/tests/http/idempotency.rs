//! What makes something can be repeated, and makes it once.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Request};

use crate::access::editor;
use crate::api::{MAKE, OTHER, router};
use crate::support::{Answer, builder, request, send};

/// A request that makes something, with these keys.
fn making(keys: &[&[u8]], body: &'static str) -> Request<Body> {
    let mut request = editor(builder("POST", MAKE.0)).header("content-type", "application/json");
    for key in keys {
        request = request.header("idempotency-key", HeaderValue::from_bytes(key).unwrap());
    }
    request.body(body.into()).unwrap()
}

async fn make(router: &Router, key: &str, body: &'static str) -> Answer {
    send(router, making(&[key.as_bytes()], body)).await
}

/// How many things there are.
async fn count(router: &Router) -> usize {
    let list = request(router, "GET", MAKE.0).await;
    let mut fields = list.body.as_object().unwrap().values();
    fields.find_map(|field| field.as_array()).unwrap().len()
}

#[tokio::test]
async fn a_repeated_request_is_answered_as_the_first_one() {
    let router = router();
    let first = make(&router, "\"a\"", MAKE.1).await;
    first.assert_status(201);
    let again = make(&router, "\"a\"", MAKE.1).await;
    again.assert_status(201);
    assert_eq!(again.body, first.body);
    for name in ["location", "etag"] {
        assert_eq!(again.header(name), first.header(name));
    }
    assert_eq!(count(&router).await, 1);
}

#[tokio::test]
async fn a_key_is_for_one_request() {
    let router = router();
    make(&router, "\"a\"", MAKE.1).await.assert_status(201);
    make(&router, "\"a\"", OTHER)
        .await
        .assert_problem(422, "idempotency_key_reused");
    assert_eq!(count(&router).await, 1);
    make(&router, "\"b\"", OTHER).await.assert_status(201);
}

#[tokio::test]
async fn a_request_that_was_refused_can_be_corrected() {
    let router = router();
    make(&router, "\"a\"", "{}").await.assert_status(422);
    make(&router, "\"a\"", MAKE.1).await.assert_status(201);
}

#[tokio::test]
async fn a_request_that_is_not_answered_yet_is_not_begun_again() {
    let router = router();
    // From now on nothing but the repository waits.
    assert_eq!(count(&router).await, 0);
    let (first, second) = tokio::join!(
        make(&router, "\"a\"", MAKE.1),
        make(&router, "\"a\"", MAKE.1)
    );
    first.assert_status(201);
    second.assert_problem(409, "request_in_progress");
    let third = make(&router, "\"a\"", MAKE.1).await;
    assert_eq!(third.body, first.body);
}

#[tokio::test]
async fn a_key_stands_in_quotes_and_is_the_only_one() {
    let router = router();
    let long = format!("\"{}\"", "a".repeat(256));
    let unclear: [&[&[u8]]; 11] = [
        &[b""],
        &[b"\""],
        &[b"\"\""],
        &[b"a"],
        &[b"\"a"],
        &[b"\"a b\""],
        &[b"\"a\\\"b\""],
        &[b"\"a\", \"b\""],
        &[b"\"\xc3\xa9\""],
        &[long.as_bytes()],
        &[b"\"a\"", b"\"a\""],
    ];
    for keys in unclear {
        send(&router, making(keys, MAKE.1))
            .await
            .assert_problem(400, "idempotency_key_unclear");
    }
    assert_eq!(count(&router).await, 0);
}
