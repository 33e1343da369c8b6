//! What an orchestrator asks.

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, advance, sleep, timeout};

use crate::framework::api;
use crate::support::{CONFIG, Ready, request, router_with};
use crate::web::{Readiness, Shared};

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

/// Takes a while to find out, and counts how often it does.
#[derive(Clone, Default)]
struct Slow(Arc<AtomicUsize>);

impl Readiness for Slow {
    async fn is_ready(&self) -> bool {
        self.0.fetch_add(1, Ordering::Relaxed);
        sleep(Duration::from_secs(1)).await;
        true
    }
}

#[tokio::test(start_paused = true)]
async fn however_many_ask_it_is_one_question_also_when_the_first_leaves() {
    let Slow(asked) = Slow::default();
    let shared = Shared::new(Slow(Arc::clone(&asked)));
    let left = timeout(Duration::from_millis(500), shared.is_ready()).await;
    assert!(left.is_err(), "{left:?}");
    let mut others = JoinSet::new();
    for _ in 0..100 {
        let shared = shared.clone();
        others.spawn(async move { shared.is_ready().await });
    }
    assert_eq!(others.join_all().await, [true; 100]);
    assert_eq!(asked.load(Ordering::Relaxed), 1);

    advance(Duration::from_secs(1)).await;
    assert!(shared.is_ready().await);
    assert_eq!(asked.load(Ordering::Relaxed), 2);
}

/// Never finds out.
#[derive(Clone)]
struct Lost;

impl Readiness for Lost {
    async fn is_ready(&self) -> bool {
        pending().await
    }
}

#[tokio::test(start_paused = true)]
async fn what_does_not_answer_in_time_is_not_ready() {
    let shared = Shared::new(Lost);
    let start = Instant::now();
    assert!(!shared.is_ready().await);
    assert!(start.elapsed() < Duration::from_secs(10));
}
