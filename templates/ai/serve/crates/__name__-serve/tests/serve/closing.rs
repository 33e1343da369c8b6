//! The end, wanted and unwanted.

use axum::http::StatusCode;
use inference::{Embedder, Error, Tokens};
use serde_json::json;

use crate::serve::{Model, Refusal};
use crate::support::{Gate, embed, embedder, get, held, metric, start, until};

#[tokio::test]
async fn closing_answers_what_was_accepted_and_refuses_the_rest() {
    let gate = Gate::with(0);
    let (engine, router) = held(&gate, 4, 64);
    let ask = |text: &'static str| {
        let router = router.clone();
        tokio::spawn(async move { embed(&router, json!(text)).await.status })
    };
    let first = ask("a");
    gate.reached(1).await;
    let second = ask("on");
    until(|| async { metric(&router, "embedding_queue_requests").await == "1" }).await;
    assert_eq!(get(&router, "/healthz").await.status, StatusCode::OK);

    let closing = tokio::spawn(engine.close());
    until(|| async { get(&router, "/healthz").await.status == StatusCode::SERVICE_UNAVAILABLE })
        .await;
    let late = embed(&router, json!("late")).await;
    assert_eq!(late.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(late.json()["error"]["type"], json!("server_error"));
    assert!(!closing.is_finished());

    gate.open();
    closing.await.unwrap();
    assert_eq!(first.await.unwrap(), StatusCode::OK);
    assert_eq!(second.await.unwrap(), StatusCode::OK);
}

/// A model with a fault that its test chooses.
struct Faulty {
    inner: Embedder,
    fault: fn() -> Error,
}

impl Model for Faulty {
    fn dimensions(&self) -> usize {
        self.inner.dimensions()
    }

    fn tokenize(&self, text: &str) -> Result<Tokens, Error> {
        self.inner.tokenize(text)
    }

    fn embed_while(
        &self,
        texts: &[Tokens],
        proceed: &(dyn Fn() -> bool + Sync),
    ) -> Result<Vec<Vec<f32>>, Error> {
        if texts.len() == 2 {
            return Err((self.fault)());
        }
        self.inner.embed_while(texts, proceed)
    }
}

fn faulty(fault: fn() -> Error) -> Faulty {
    Faulty {
        inner: embedder(),
        fault,
    }
}

#[tokio::test]
async fn a_batch_that_fails_is_one_answer_and_not_the_end() {
    let (_engine, router) = start(faulty(|| Error::NotFinite), 4, 64);
    let failed = embed(&router, json!(["a", "on"])).await;
    assert_eq!(failed.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(failed.json()["error"]["message"], json!("the model failed"));
    assert_eq!(embed(&router, json!("a")).await.status, StatusCode::OK);
    assert_eq!(get(&router, "/healthz").await.status, StatusCode::OK);
}

#[tokio::test]
async fn when_the_thread_dies_clients_are_told_and_health_says_so() {
    let (engine, router) = start(faulty(|| panic!("on purpose")), 4, 64);
    let client = engine.client();
    let dead = embed(&router, json!(["a", "on"])).await;
    assert_eq!(dead.status, StatusCode::SERVICE_UNAVAILABLE);
    until(|| async { !client.is_open() }).await;
    assert_eq!(
        client.embed(vec!["a".to_owned()]).await.unwrap_err(),
        Refusal::Closed
    );
    assert_eq!(
        get(&router, "/healthz").await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
    engine.close().await;
}
