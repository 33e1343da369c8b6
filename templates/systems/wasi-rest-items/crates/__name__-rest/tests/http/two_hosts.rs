//! One domain, two hosts: the service and the WASI component answer alike.

use axum::http::Request;
use http_body_util::Full;
use serde_json::{Value, json};

use crate::api::router;
use crate::support::request_json;

/// What the component answers.
async fn component(name: &str) -> (u16, Value) {
    let names = json!({ "names": [name] }).to_string();
    let request = Request::post("/v1/checks").header("content-type", "application/json");
    let request = request.body(Full::new(names.as_bytes())).unwrap();
    let (head, body) = wasi::answer(request).await.into_parts();
    (head.status.as_u16(), serde_json::from_slice(&body).unwrap())
}

#[tokio::test]
async fn the_same_names_fit() {
    for name in ["7", "Kettle, 1.5 l", &"é".repeat(64)] {
        let created = request_json(&router(), "POST", "/v1/items", json!({ "name": name })).await;
        created.assert_status(201);
        let (status, checked) = component(name).await;
        assert_eq!((status, &checked["names"][0]), (200, &created.body["name"]));
    }
}

#[tokio::test]
async fn the_same_names_are_refused_in_the_same_words() {
    for name in ["", " Kettle", "Kett\nle", &"é".repeat(65)] {
        let refused = request_json(&router(), "POST", "/v1/items", json!({ "name": name })).await;
        let (status, mut problem) = component(name).await;
        assert_eq!(status, refused.status.as_u16());
        assert_eq!(problem["errors"][0]["field"], "names.0");
        problem["errors"][0]["field"] = json!("name");
        assert_eq!(problem, refused.body);
    }
}
