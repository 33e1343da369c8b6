//! Embeddings, which are there once there is a model.

use std::convert::identity;

use axum::body::Body;
use axum::http::Request;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Builder;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::Home;
use crate::{access, api};

const ROUTE: &str = "/v1/embeddings";

fn asking(request: Builder, model: &str) -> Request<Body> {
    with_input(request, model, &["the cat sat", "on the mat"])
}

fn with_input(request: Builder, model: &str, input: &[&str]) -> Request<Body> {
    let body = json!({ "model": model, "input": input });
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
async fn a_batch_of_texts_may_be_larger_than_what_else_is_asked() {
    // Nearly 200 kB.
    let text = "the cat sat on the mat ".repeat(40);
    let texts = vec![text.as_str(); 200];
    for (limit, status) in [("2097152", 200), ("100000", 413)] {
        let home = Home::new();
        sample_model::write(&home.folder.path().join("small")).unwrap();
        let limit = format!("embeddings.max_body_bytes={limit}");
        let service = home.start(&["embeddings.model=small", &limit]).await;
        let editor = access::editor(Request::post(ROUTE));
        let answer = service.send(with_input(editor, "small", &texts)).await;
        assert_eq!(answer.status, status, "{answer:?}");
        let error = &answer.body["error"]["message"];
        assert_eq!(error.is_string(), status == 413, "{answer:?}");
    }
}

#[tokio::test]
async fn what_is_counted_can_be_read() {
    let home = Home::new();
    sample_model::write(&home.folder.path().join("small")).unwrap();
    let service = home.start(&["embeddings.model=small"]).await;
    assert_eq!(service.send(editor("small")).await.status, 200);

    let mut stream = TcpStream::connect(service.address).await.unwrap();
    stream
        .write_all(b"GET /metrics HTTP/1.0\r\n\r\n")
        .await
        .unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    let answered = "embedding_requests_total{outcome=\"answered\"} 1";
    assert!(text.lines().any(|line| line == answered), "{text}");
    assert_eq!(service.get("/readyz").await.status, 200);
}

#[tokio::test]
async fn without_a_model_there_are_none() {
    let home = Home::new();
    let service = home.start(&[]).await;
    assert_eq!(service.send(editor("small")).await.status, 404);
    assert_eq!(service.get("/metrics").await.status, 404);
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
