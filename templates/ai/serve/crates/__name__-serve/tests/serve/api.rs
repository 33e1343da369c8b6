//! Requests and answers in `OpenAI`'s form.

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::support::{embed, embedder, get, metric, post, start};

/// The beginning of the vector of "the cat sat on the mat", from the reference in inference's tests.
const CAT: [f64; 3] = [0.061_243_72, 0.127_686_55, 0.096_441_33];

fn assert_is_cat(vector: &[f64]) {
    assert_eq!(vector.len(), 24);
    for (found, expected) in vector.iter().zip(CAT) {
        assert!((found - expected).abs() < 2e-6, "{found} {expected}");
    }
}

fn numbers(value: &Value) -> Vec<f64> {
    serde_json::from_value(value.clone()).unwrap()
}

#[tokio::test]
async fn a_text_becomes_a_vector() {
    let (_engine, router) = start(embedder(), 4, 64);
    let answer = embed(&router, json!("the cat sat on the mat")).await;
    assert_eq!(answer.status, StatusCode::OK);
    let mut body = answer.json();
    let vector = body["data"][0]["embedding"].take();
    assert_is_cat(&numbers(&vector));
    assert_eq!(
        body,
        json!({
            "object": "list",
            "data": [{ "object": "embedding", "index": 0, "embedding": null }],
            "model": "small/one",
            "usage": { "prompt_tokens": 8, "total_tokens": 8 },
        })
    );
}

#[tokio::test]
async fn many_texts_become_vectors_in_order_though_no_batch_holds_them() {
    let (_engine, router) = start(embedder(), 4, 16);
    let texts: Vec<&str> = ["a", "the cat sat on the mat", "on"]
        .into_iter()
        .cycle()
        .take(50)
        .collect();
    let answer = embed(&router, json!(texts)).await.json();
    let data = answer["data"].as_array().unwrap();
    assert_eq!(data.len(), 50);
    for (index, element) in data.iter().enumerate() {
        assert_eq!(element["index"], json!(index));
        if index % 3 == 1 {
            assert_is_cat(&numbers(&element["embedding"]));
        }
    }
    assert_eq!(data[0]["embedding"], data[3]["embedding"]);
    assert_ne!(data[0]["embedding"], data[2]["embedding"]);
    assert_eq!(
        answer["usage"]["total_tokens"],
        json!(17 * 3 + 17 * 8 + 16 * 3)
    );
}

#[tokio::test]
async fn a_text_longer_than_a_batch_is_computed_all_the_same() {
    let (_engine, router) = start(embedder(), 4, 1);
    let answer = embed(&router, json!(["the cat sat on the mat", "a"]))
        .await
        .json();
    assert_is_cat(&numbers(&answer["data"][0]["embedding"]));
    assert_eq!(metric(&router, "embedding_batch_texts_count").await, "2");
}

#[tokio::test]
async fn base64_holds_the_same_numbers() {
    let (_engine, router) = start(embedder(), 4, 64);
    let body = json!({
        "model": "small/one",
        "input": "the cat sat on the mat",
        "encoding_format": "base64",
        "dimensions": 24,
        "user": "somebody",
    });
    let answer = post(&router, body.to_string()).await.json();
    let bytes = STANDARD
        .decode(answer["data"][0]["embedding"].as_str().unwrap())
        .unwrap();
    let (vector, rest) = bytes.as_chunks();
    assert!(rest.is_empty());
    let vector: Vec<f64> = vector
        .iter()
        .map(|bytes| f32::from_le_bytes(*bytes).into())
        .collect();
    assert_is_cat(&vector);
}

#[tokio::test]
async fn what_is_not_supported_is_refused_by_name() {
    let (_engine, router) = start(embedder(), 4, 64);
    let request = |field: &str, value: Value| {
        let mut body = json!({ "model": "small/one", "input": "a" });
        body[field] = value;
        body.to_string()
    };
    for (field, value, code) in [
        ("input", json!([]), 400),
        ("input", json!(""), 400),
        ("input", json!(["a", ""]), 400),
        ("input", json!(vec!["a"; 2049]), 400),
        ("input", json!(vec!["a"; 5000]), 400),
        ("encoding_format", json!("hex"), 400),
        ("dimensions", json!(12), 400),
        ("model", json!("gpt-4"), 404),
    ] {
        let answer = post(&router, request(field, value)).await;
        assert_eq!(answer.status.as_u16(), code, "{}", answer.text);
        let error = &answer.json()["error"];
        assert_eq!(error["param"], json!(field), "{error}");
        assert_eq!(error["type"], json!("invalid_request_error"));
        assert!(error["message"].as_str().unwrap().len() > 10);
    }
    assert_eq!(metric(&router, "embedding_texts_total").await, "0");
}

#[tokio::test]
async fn what_is_no_request_is_refused_in_the_same_form() {
    let (_engine, router) = start(embedder(), 4, 64);
    let long = json!({ "model": "small/one", "input": "a ".repeat(2_000_000) }).to_string();
    for (body, code, part) in [
        ("{", 400, "JSON"),
        (r#"{"input":"a"}"#, 400, "missing field `model`"),
        (r#"{"model":"small/one"}"#, 400, "missing field `input`"),
        (
            r#"{"model":"small/one","input":7}"#,
            400,
            "a string or an array of strings",
        ),
        (
            r#"{"model":"small/one","input":[1,2]}"#,
            400,
            "not numbers of tokens",
        ),
        (
            r#"{"model":"small/one","input":[[1],[2]]}"#,
            400,
            "not numbers of tokens",
        ),
        (long.as_str(), 413, "length limit"),
    ] {
        let answer = post(&router, body.to_owned()).await;
        assert_eq!(answer.status.as_u16(), code, "{}", answer.text);
        let message = answer.json()["error"]["message"]
            .as_str()
            .unwrap()
            .to_owned();
        assert!(message.contains(part), "{message}");
    }
}

#[tokio::test]
async fn what_is_no_route_is_refused_in_the_same_form() {
    let (_engine, router) = start(embedder(), 4, 64);
    for (path, code, part) in [
        ("/v1/embeddings", 405, "no such method"),
        ("/v1/models/%ff", 400, "UTF-8"),
    ] {
        let answer = get(&router, path).await;
        assert_eq!(answer.status.as_u16(), code, "{}", answer.text);
        let error = &answer.json()["error"];
        assert_eq!(error["type"], json!("invalid_request_error"));
        assert!(error["message"].as_str().unwrap().contains(part), "{error}");
    }
    let answer = get(&router, "/v1/embeddings").await;
    assert_eq!(answer.headers["allow"], "POST");
}

#[tokio::test]
async fn the_model_is_listed_and_found() {
    let (_engine, router) = start(embedder(), 4, 64);
    let model = json!({ "id": "small/one", "object": "model", "created": 0, "owned_by": "local" });
    let list = get(&router, "/v1/models").await.json();
    assert_eq!(list, json!({ "object": "list", "data": [model] }));
    assert_eq!(get(&router, "/v1/models/small/one").await.json(), model);
    assert_eq!(get(&router, "/v1/models/small%2Fone").await.json(), model);
    let other = get(&router, "/v1/models/other").await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    assert_eq!(other.json()["error"]["code"], json!("model_not_found"));
}

#[tokio::test]
async fn the_metrics_count_what_happened() {
    let (_engine, router) = start(embedder(), 4, 64);
    embed(&router, json!(["a", "the cat"])).await;
    embed(&router, json!("on")).await;
    let answered = "embedding_requests_total{outcome=\"answered\"}";
    for (series, value) in [
        (answered, "2"),
        ("embedding_texts_total", "3"),
        ("embedding_tokens_total", "10"),
        ("embedding_layers_total", "4"),
        ("embedding_queue_requests", "0"),
        ("embedding_batch_texts_bucket{le=\"1\"}", "1"),
        ("embedding_batch_texts_bucket{le=\"2\"}", "2"),
        ("embedding_batch_texts_bucket{le=\"+Inf\"}", "2"),
        ("embedding_batch_texts_sum", "3"),
        ("embedding_request_seconds_count", "2"),
    ] {
        assert_eq!(metric(&router, series).await, value, "{series}");
    }
    let kind = get(&router, "/metrics").await.headers["content-type"].clone();
    assert_eq!(kind, "text/plain; version=0.0.4; charset=utf-8");
}
