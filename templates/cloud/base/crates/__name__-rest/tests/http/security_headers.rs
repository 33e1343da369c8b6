//! What browsers are told.

use axum::Router;
use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::routing::get;
use utoipa_axum::router::OpenApiRouter;

use crate::access::router_with;
use crate::framework::api;
use crate::rest::Api;
use crate::support::{Answer, CONFIG, Ready, builder, request, send};

/// Routes that misbehave, and one that says itself how long its answer may be kept.
fn router() -> Router {
    let kept = || async {
        (
            [(CACHE_CONTROL, HeaderValue::from_static("max-age=60"))],
            "kept",
        )
    };
    let Api { reads, writes } = api();
    let kept = OpenApiRouter::new().route("/kept", get(kept));
    let reads = reads.merge(kept);
    router_with(CONFIG, Api { reads, writes }, Ready(false))
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

#[tokio::test]
async fn the_page_may_load_what_it_consists_of() {
    let router = router();
    let page = send(
        &router,
        builder("GET", "/docs/").body(Body::empty()).unwrap(),
    )
    .await;
    page.assert_status(200);
    assert_never_guessed_framed_or_told_on(&page);
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'self';"), "{policy}");

    // It has neither scripts nor styles inside, and what it has outside lies beside it.
    let html = page.body.as_str().unwrap();
    assert!(
        !html.contains("<style") && !html.contains("<script>"),
        "{html}"
    );
    let (mut sources, parts) = (0, html.split(['"', '\'']).collect::<Vec<_>>());
    for pair in parts.windows(2) {
        if pair[0].ends_with("src=") || pair[0].ends_with("href=") {
            assert!(!pair[1].contains("//"), "{html}");
            sources += 1;
        }
    }
    assert!(sources > 3, "{html}");
}
