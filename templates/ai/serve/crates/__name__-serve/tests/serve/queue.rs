//! More requests than can be computed.

use axum::http::StatusCode;
use serde_json::json;
use tokio::io::AsyncReadExt;

use crate::support::{Gate, begin, embed, embedder, held, metric, start, until};

#[tokio::test]
async fn a_full_queue_refuses_and_says_when_to_come_back() {
    let gate = Gate::with(0);
    let (engine, router) = held(&gate, 1, 64);
    let first = tokio::spawn({
        let router = router.clone();
        async move { embed(&router, json!("a")).await.status }
    });
    gate.reached(1).await;
    let second = tokio::spawn({
        let router = router.clone();
        async move { embed(&router, json!("on")).await.status }
    });
    until(|| async { metric(&router, "embedding_queue_requests").await == "1" }).await;

    let third = embed(&router, json!("the")).await;
    assert_eq!(third.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(third.headers["retry-after"], "1");
    assert_eq!(third.json()["error"]["code"], json!("rate_limit_exceeded"));
    let refused = "embedding_requests_total{outcome=\"refused\"}";
    assert_eq!(metric(&router, refused).await, "1");

    gate.open();
    assert_eq!(first.await.unwrap(), StatusCode::OK);
    assert_eq!(second.await.unwrap(), StatusCode::OK);
    assert_eq!(embed(&router, json!("the")).await.status, StatusCode::OK);
    // How long it takes to be refused says nothing about the model.
    assert_eq!(
        metric(&router, "embedding_request_seconds_count").await,
        "3"
    );
    engine.close().await;
}

#[tokio::test]
async fn what_is_being_read_has_a_place_in_the_queue() {
    let (engine, router) = start(embedder(), 1, 64);
    let connection = begin(&router, 1000, "{").await;
    until(|| async { metric(&router, "embedding_arriving_requests").await == "1" }).await;
    let refused = embed(&router, json!("a")).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    drop(connection);
    until(|| async { metric(&router, "embedding_arriving_requests").await == "0" }).await;
    assert_eq!(embed(&router, json!("a")).await.status, StatusCode::OK);
    engine.close().await;
}

#[tokio::test(start_paused = true)]
async fn who_does_not_send_it_loses_the_place() {
    let (engine, router) = start(embedder(), 1, 64);
    let mut connection = begin(&router, 1000, "{").await;
    let mut answer = vec![0; 12];
    connection.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer, b"HTTP/1.1 408");
    assert_eq!(embed(&router, json!("a")).await.status, StatusCode::OK);
    engine.close().await;
}

#[tokio::test]
async fn requests_that_wait_are_computed_together() {
    let gate = Gate::with(0);
    let (engine, router) = held(&gate, 16, 64);
    let ask = |text: &'static str| {
        let router = router.clone();
        tokio::spawn(async move { embed(&router, json!(text)).await.json() })
    };
    let first = ask("a");
    gate.reached(1).await;
    let others = ["the cat", "sat", "the cat", "on"].map(ask);
    until(|| async { metric(&router, "embedding_queue_requests").await == "4" }).await;
    gate.open();

    assert_eq!(first.await.unwrap()["usage"]["total_tokens"], json!(3));
    let mut vectors = Vec::new();
    for other in others {
        vectors.push(other.await.unwrap()["data"][0]["embedding"].take());
    }
    assert_eq!(vectors[0], vectors[2]);
    assert_ne!(vectors[0], vectors[1]);
    assert_eq!(metric(&router, "embedding_batch_texts_count").await, "2");
    assert_eq!(metric(&router, "embedding_batch_texts_sum").await, "5");
    engine.close().await;
}

#[tokio::test]
async fn a_batch_has_no_more_tokens_than_may_be() {
    let gate = Gate::with(0);
    let (engine, router) = held(&gate, 16, 12);
    let ask = |text: &'static str| {
        let router = router.clone();
        tokio::spawn(async move { embed(&router, json!(text)).await.status })
    };
    let first = ask("a");
    gate.reached(1).await;
    // Four tokens each, so three in a batch.
    let others: Vec<_> = std::iter::repeat_n("the cat", 6).map(ask).collect();
    until(|| async { metric(&router, "embedding_queue_requests").await == "6" }).await;
    gate.open();
    for request in others.into_iter().chain([first]) {
        assert_eq!(request.await.unwrap(), StatusCode::OK);
    }
    assert_eq!(metric(&router, "embedding_batch_texts_count").await, "3");
    assert_eq!(
        metric(&router, "embedding_batch_texts_bucket{le=\"2\"}").await,
        "1"
    );
    engine.close().await;
}
