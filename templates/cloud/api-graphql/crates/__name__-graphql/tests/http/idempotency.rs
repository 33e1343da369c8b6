//! What makes something can be repeated, and makes it once.

use axum::Router;

use crate::sample::{ALL, making, router};
use crate::support::query;

/// How many things there are.
async fn count(router: &Router) -> usize {
    let list = query(router, ALL).await;
    list.field()["nodes"].as_array().unwrap().len()
}

#[tokio::test]
async fn what_is_repeated_is_made_once() {
    let router = router();
    let first = query(&router, &making(1, "a")).await;
    assert_eq!(first.field()["version"], 1);
    let again = query(&router, &making(1, "a")).await;
    assert_eq!(again.field(), first.field());
    assert_eq!(count(&router).await, 1);
}

#[tokio::test]
async fn a_key_is_for_one_thing() {
    let router = router();
    query(&router, &making(1, "a")).await.field();
    let other = query(&router, &making(2, "a")).await;
    assert_eq!(other.code(), "idempotency_key_reused");
    assert_eq!(count(&router).await, 1);
    query(&router, &making(2, "b")).await.field();
}

#[tokio::test]
async fn what_is_not_answered_yet_is_not_begun_again() {
    let router = router();
    let text = making(1, "a");
    // From now on nothing but the repository waits.
    assert_eq!(count(&router).await, 0);
    let (first, second) = tokio::join!(query(&router, &text), query(&router, &text));
    assert_eq!(second.code(), "request_in_progress");
    assert_eq!(query(&router, &text).await.field(), first.field());
}

#[tokio::test]
async fn a_key_can_be_printed_and_has_no_spaces() {
    let router = router();
    let long = "a".repeat(256);
    for key in ["", "a b", r#"\"a\""#, r"a\u0000", "\u{e9}", &long] {
        let refused = query(&router, &making(1, key)).await;
        assert_eq!(refused.code(), "invalid_fields", "{key}");
        let errors = &refused.body["errors"][0]["extensions"]["errors"];
        assert_eq!(errors[0]["field"], "idempotencyKey", "{key}");
    }
    assert_eq!(count(&router).await, 0);
}
