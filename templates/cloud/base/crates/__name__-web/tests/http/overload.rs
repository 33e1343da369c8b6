//! What comes while the service has enough to do.

use std::num::NonZeroU16;
use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use tokio::sync::Barrier;

use crate::support::{CONFIG, Ready, request};
use crate::web::{self, Config, Interface};

/// Answers one request at a time; that to `/held` waits at the door twice: inside, and to leave.
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
            .route("/free", free.clone()),
        pages: Router::new().route("/page", free),
    };
    web::router(config, interface, Ready(true))
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
