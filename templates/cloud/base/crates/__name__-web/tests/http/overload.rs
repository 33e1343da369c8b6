//! What comes while the service has enough to do.

use std::convert::Infallible;
use std::num::NonZeroU16;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::routing::get;
use futures_util::stream;
use tokio::sync::Barrier;
use tower::ServiceExt;

use crate::support::{CONFIG, Ready, builder, request};
use crate::web::{self, Config, Interface};

/// Answers one request at a time; that to `/held` waits at the door twice: inside, and to leave. The answer of
/// `/stream` has no end.
fn router(door: &Arc<Barrier>) -> Router {
    let door = Arc::clone(door);
    let held = || async move {
        door.wait().await;
        door.wait().await;
    };
    let config = Config {
        max_requests_in_flight: NonZeroU16::MIN,
        ..CONFIG
    };
    let free = get(|| async {});
    let interface = Interface {
        api: Router::new()
            .route("/held", get(held))
            .route("/stream", get(endless))
            .route("/free", free.clone()),
        pages: Router::new().route("/page", free),
    };
    web::router(config, interface, Ready(true))
}

async fn endless() -> Body {
    Body::from_stream(stream::repeat(Ok::<_, Infallible>(Bytes::from("tea"))))
}

#[tokio::test]
async fn whoever_finds_no_place_is_refused_at_once() {
    let door = Arc::new(Barrier::new(2));
    let router = router(&door);
    let held = tokio::spawn({
        let router = router.clone();
        async move { request(&router, "GET", "/held").await }
    });
    door.wait().await;

    let second = request(&router, "GET", "/free").await;
    second.assert_problem(503, "overloaded");
    for path in ["/healthz", "/readyz", "/page"] {
        request(&router, "GET", path).await.assert_status(200);
    }

    door.wait().await;
    held.await.unwrap().assert_status(200);
    request(&router, "GET", "/free").await.assert_status(200);
}

#[tokio::test]
async fn a_stream_has_its_place_until_nobody_wants_it() {
    let router = router(&Arc::new(Barrier::new(2)));
    let asked = builder("GET", "/stream").body(Body::empty()).unwrap();
    let stream = router.clone().oneshot(asked).await.unwrap();
    let second = request(&router, "GET", "/free").await;
    second.assert_problem(503, "overloaded");
    drop(stream);
    request(&router, "GET", "/free").await.assert_status(200);
}
