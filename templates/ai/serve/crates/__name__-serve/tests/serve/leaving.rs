//! Clients that do not wait for the answer.

use axum::Router;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};

use crate::support::{Gate, embed, held, metric, until};

const ABANDONED: &str = "embedding_requests_total{outcome=\"abandoned\"}";

/// Sends a request over a connection of its own; whoever drops it has left.
async fn send(router: &Router, input: Value) -> TcpStream {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut connection = TcpStream::connect(listener.local_addr().unwrap())
        .await
        .unwrap();
    let router = router.clone();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let body = json!({ "model": "small/one", "input": input }).to_string();
    let head = "POST /v1/embeddings HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\n";
    let request = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
    connection.write_all(request.as_bytes()).await.unwrap();
    connection
}

#[tokio::test]
async fn when_the_client_leaves_the_computation_stops() {
    let gate = Gate::with(1);
    let (engine, router) = held(&gate, 4, 20);
    // Ten batches of one text, two layers each.
    let connection = send(&router, json!(vec!["the cat sat ".repeat(8); 10])).await;
    // The first layer was computed, the second waits at the gate.
    gate.reached(2).await;
    drop(connection);
    until(|| async { metric(&router, ABANDONED).await == "1" }).await;
    gate.open();
    engine.close().await;

    assert_eq!(gate.asked(), 2);
    assert_eq!(metric(&router, "embedding_layers_total").await, "1");
    assert_eq!(metric(&router, "embedding_texts_total").await, "0");
}

#[tokio::test]
async fn a_request_that_was_taken_back_in_the_queue_is_not_begun() {
    let gate = Gate::with(0);
    let (engine, router) = held(&gate, 4, 20);
    let staying = tokio::spawn({
        let router = router.clone();
        async move { embed(&router, json!("a")).await.status }
    });
    gate.reached(1).await;
    let connection = send(&router, json!("the cat")).await;
    until(|| async { metric(&router, "embedding_queue_requests").await == "1" }).await;
    drop(connection);
    until(|| async { metric(&router, ABANDONED).await == "1" }).await;
    gate.open();
    engine.close().await;

    assert!(staying.await.unwrap().is_success());
    assert_eq!(metric(&router, "embedding_texts_total").await, "1");
}

#[tokio::test]
async fn who_leaves_does_not_stop_those_who_are_computed_with_him() {
    let gate = Gate::with(0);
    let (engine, router) = held(&gate, 4, 64);
    let first = tokio::spawn({
        let router = router.clone();
        async move { embed(&router, json!("a")).await.status }
    });
    gate.reached(1).await;
    let connection = send(&router, json!("the cat")).await;
    until(|| async { metric(&router, "embedding_queue_requests").await == "1" }).await;
    let staying = tokio::spawn({
        let router = router.clone();
        async move { embed(&router, json!("sat")).await }
    });
    until(|| async { metric(&router, "embedding_queue_requests").await == "2" }).await;
    // Both layers of the first request, and one of what the two others are computed in.
    gate.permit(3);
    gate.reached(4).await;
    drop(connection);
    until(|| async { metric(&router, ABANDONED).await == "1" }).await;
    gate.open();
    assert!(first.await.unwrap().is_success());
    assert_eq!(
        staying.await.unwrap().json()["data"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    engine.close().await;
}
