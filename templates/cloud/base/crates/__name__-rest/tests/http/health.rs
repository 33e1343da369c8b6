//! What an orchestrator asks.

use axum::Router;
use axum::body::Body;

use crate::access::router_with;
use crate::framework::api;
use crate::support::{CONFIG, Ready, builder, send};

async fn get(router: &Router, path: &str) -> crate::support::Answer {
    send(router, builder("GET", path).body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_service_that_can_answer_is_alive_and_ready() {
    let router = router_with(CONFIG, api(), Ready(true));
    get(&router, "/healthz").await.assert_status(200);
    get(&router, "/readyz").await.assert_status(200);
}

#[tokio::test]
async fn a_service_that_cannot_answer_is_alive_and_not_ready() {
    let router = router_with(CONFIG, api(), Ready(false));
    get(&router, "/healthz").await.assert_status(200);
    get(&router, "/readyz")
        .await
        .assert_problem(503, "not_ready");
}
