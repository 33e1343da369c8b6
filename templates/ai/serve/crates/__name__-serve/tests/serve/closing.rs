//! The end, wanted and unwanted.

use axum::http::StatusCode;
use inference::{Error, Tokens};
use serde_json::json;

use crate::serve::{Model, Refusal};
use crate::support::{Gate, Held, embed, get, held, metric, start, until};

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

/// A model with a fault that its test chooses, and that texts of two words bring out.
struct Faulty {
    inner: Held,
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
        let vectors = self.inner.embed_while(texts, proceed)?;
        // With the two that mark the ends.
        if texts.iter().any(|text| text.ids().len() == 4) {
            return Err((self.fault)());
        }
        Ok(vectors)
    }
}

fn faulty(gate: &Gate, fault: fn() -> Error) -> Faulty {
    Faulty {
        inner: Held::at(gate),
        fault,
    }
}

#[tokio::test]
async fn a_batch_that_fails_is_one_answer_and_not_the_end() {
    let gate = Gate::with(usize::MAX / 2);
    let (_engine, router) = start(faulty(&gate, || Error::NotFinite), 4, 64);
    let failed = embed(&router, json!(["a", "the cat"])).await;
    assert_eq!(failed.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(failed.json()["error"]["message"], json!("the model failed"));
    assert_eq!(embed(&router, json!("a")).await.status, StatusCode::OK);
    assert_eq!(get(&router, "/healthz").await.status, StatusCode::OK);
    assert_eq!(
        metric(&router, "embedding_request_seconds_count").await,
        "1"
    );
}

#[tokio::test]
async fn whose_text_cannot_be_computed_fails_alone() {
    let gate = Gate::with(0);
    let (engine, router) = start(faulty(&gate, || Error::NotFinite), 8, 11);
    let ask = |text: &'static str| {
        let router = router.clone();
        tokio::spawn(async move { embed(&router, json!(text)).await.status })
    };
    let first = ask("a");
    gate.reached(1).await;
    let mut others = Vec::new();
    // Three tokens, four and three, and one more for which there is no room in the batch.
    for (text, waiting) in [("on", "1"), ("the cat", "2"), ("sat", "3"), ("mat", "4")] {
        others.push(ask(text));
        until(|| async { metric(&router, "embedding_queue_requests").await == waiting }).await;
    }
    gate.open();
    assert_eq!(first.await.unwrap(), StatusCode::OK);
    let mut found = Vec::new();
    for other in others {
        found.push(other.await.unwrap().as_u16());
    }
    assert_eq!(found, [200, 500, 200, 200]);
    engine.close().await;
}

#[tokio::test]
async fn when_the_thread_dies_clients_are_told_and_health_says_so() {
    let gate = Gate::with(usize::MAX / 2);
    let (engine, router) = start(faulty(&gate, || panic!("on purpose")), 4, 64);
    let client = engine.client();
    let dead = embed(&router, json!("the cat")).await;
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
