//! Embeddings, which are there once there is a model.

use std::convert::identity;

use axum::body::Body;
use axum::http::Request;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Builder;
use serde_json::json;

use crate::support::Home;
use crate::{access, api};

const ROUTE: &str = "/v1/embeddings";

fn asking(request: Builder, model: &str) -> Request<Body> {
    let body = json!({ "model": model, "input": ["the cat sat", "on the mat"] });
    request
        .header(CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap()
}

fn editor(model: &str) -> Request<Body> {
    asking(access::editor(Request::post(ROUTE)), model)
}

#[tokio::test]
async fn texts_become_vectors_and_who_may_not_read_may_not_ask() {
    let home = Home::new();
    sample_model::write(&home.folder.path().join("small")).unwrap();
    let service = home.start(&["embeddings.model=small"]).await;

    let answer = service.send(editor("small")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let vectors = answer.body["data"].as_array().unwrap();
    let lengths = vectors
        .iter()
        .map(|vector| vector["embedding"].as_array().map(Vec::len));
    assert_eq!(lengths.collect::<Vec<_>>(), [Some(24), Some(24)]);

    // The clients of that API know its form of errors alone.
    let unknown = service.send(editor("large")).await;
    assert_eq!(unknown.status, 404);
    assert!(unknown.body["error"]["message"].is_string(), "{unknown:?}");

    let stranger = service.send(asking(Request::post(ROUTE), "small")).await;
    let reading = service.send(api::list(identity)).await;
    assert_eq!(stranger.status, reading.status, "{stranger:?}");

    service.terminate();
    let (status, log) = service.stopped().await;
    assert!(status.success(), "{log}");
}

#[tokio::test]
async fn without_a_model_there_are_none() {
    let home = Home::new();
    let service = home.start(&[]).await;
    assert_eq!(service.send(editor("small")).await.status, 404);
}

#[tokio::test]
async fn a_model_that_cannot_be_loaded_is_named() {
    let home = Home::new();
    let output = home
        .start_command(&["embeddings.model=nowhere"])
        .output()
        .await
        .unwrap();
    assert!(!output.status.success());
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("embeddings.model"), "{error}");
    assert!(error.contains("nowhere"), "{error}");
}
