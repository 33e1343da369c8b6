//! What an orchestrator asks.

use crate::framework::api;
use crate::support::{CONFIG, Ready, request, router_with};

#[tokio::test]
async fn a_service_that_can_answer_is_alive_and_ready() {
    let router = router_with(CONFIG, api(), Ready(true));
    request(&router, "GET", "/healthz").await.assert_status(200);
    request(&router, "GET", "/readyz").await.assert_status(200);
}

#[tokio::test]
async fn a_service_that_cannot_answer_is_alive_and_not_ready() {
    let router = router_with(CONFIG, api(), Ready(false));
    request(&router, "GET", "/healthz").await.assert_status(200);
    request(&router, "GET", "/readyz")
        .await
        .assert_problem(503, "not_ready");
}
