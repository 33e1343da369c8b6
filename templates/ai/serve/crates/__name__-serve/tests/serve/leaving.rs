//! Clients that do not wait for the answer.

use axum::Router;
use inference::{Embedder, Error, Tokens};
use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::serve::Model;
use crate::support::{Gate, begin, embed, embedder, held, metric, start, until};

const ABANDONED: &str = "embedding_requests_total{outcome=\"abandoned\"}";

/// Sends a request over a connection of its own; whoever drops it has left.
async fn send(router: &Router, input: Value) -> TcpStream {
    let body = json!({ "model": "small/one", "input": input }).to_string();
    begin(router, body.len(), &body).await
}

/// The small model, whose texts wait at the gate before they are split.
struct Splitting {
    inner: Embedder,
    gate: Gate,
}

impl Model for Splitting {
    fn dimensions(&self) -> usize {
        self.inner.dimensions()
    }

    fn tokenize(&self, text: &str) -> Result<Tokens, Error> {
        self.gate.pass();
        self.inner.tokenize(text)
    }

    fn embed_while(
        &self,
        texts: &[Tokens],
        proceed: &(dyn Fn() -> bool + Sync),
    ) -> Result<Vec<Vec<f32>>, Error> {
        self.inner.embed_while(texts, proceed)
    }
}

#[tokio::test]
async fn when_the_client_leaves_no_more_of_its_texts_are_split() {
    let gate = Gate::with(1);
    let model = Splitting {
        inner: embedder(),
        gate: gate.clone(),
    };
    let (engine, router) = start(model, 4, 64);
    let connection = send(&router, json!(vec!["the cat sat"; 10])).await;
    gate.reached(2).await;
    drop(connection);
    until(|| async { metric(&router, ABANDONED).await == "1" }).await;
    gate.open();
    engine.close().await;

    assert_eq!(gate.asked(), 2);
    assert_eq!(metric(&router, "embedding_layers_total").await, "0");
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
