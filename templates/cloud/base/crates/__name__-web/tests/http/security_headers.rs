//! What browsers are told.

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::routing::get;

use crate::framework::api;
use crate::support::{Answer, CONFIG, Ready, request, router_with};

/// Routes that misbehave, and one that says itself how long its answer may be kept.
fn router() -> Router {
    let kept = || async {
        (
            [(CACHE_CONTROL, HeaderValue::from_static("max-age=60"))],
            "kept",
        )
    };
    router_with(CONFIG, api().route("/kept", get(kept)), Ready(false))
}

fn assert_never_guessed_framed_or_told_on(answer: &Answer) {
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    let policy = answer.header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
}

#[tokio::test]
async fn every_answer_has_them_whoever_gives_it() {
    let router = router();
    for (path, status) in [
        ("/numbers/7", 200),
        ("/healthz", 200),
        ("/readyz", 503),
        ("/numbers/256", 400),
        ("/nowhere", 404),
        ("/panics", 500),
    ] {
        let answer = request(&router, "GET", path).await;
        answer.assert_status(status);
        assert_never_guessed_framed_or_told_on(&answer);
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none';"), "{path}");
    }
}

#[tokio::test]
async fn how_long_an_answer_may_be_kept_is_for_its_route_to_say() {
    let answer = request(&router(), "GET", "/kept").await;
    assert_eq!(answer.header("cache-control"), "max-age=60");
}
