//! What is sent to do harm is refused, or kept as it is; nothing else comes of it.

use axum::http::Request;
use serde_json::{Value, json};

use super::{ALL, KEEP, ask, code};
use crate::access::editor;
use crate::hostile::{TEXTS, UNPRINTABLE, assert_refused};
use crate::support::{Home, Service};

/// The texts that are kept, in the order in which they came.
async fn kept(service: &Service) -> Vec<Value> {
    let all = ask(service, ALL, Value::Null).await;
    let nodes = all.body["data"]["all"]["nodes"].as_array().unwrap();
    nodes.iter().map(|node| node["text"].clone()).collect()
}

#[tokio::test]
async fn text_is_kept_as_it_is() {
    let home = Home::new();
    let service = home.start(&[]).await;
    for text in TEXTS {
        let made = ask(&service, KEEP, json!({ "text": text })).await;
        assert_eq!(made.body["data"]["kept"]["text"], text, "{made:?}");
    }
    for text in UNPRINTABLE {
        let refused = ask(&service, KEEP, json!({ "text": text })).await;
        assert_eq!(code(&refused), "invalid_fields", "{text:?}: {refused:?}");
    }
    assert_eq!(kept(&service).await, TEXTS);
}

#[tokio::test]
async fn what_is_no_text_is_not_made_one() {
    let home = Home::new();
    let service = home.start(&[]).await;
    for value in [json!(1), json!(true), json!(["a"]), json!({ "$ne": null })] {
        for name in ["text", "key"] {
            let mut variables = json!({ "text": "a" });
            variables[name] = value.clone();
            let refused = ask(&service, KEEP, variables).await;
            assert_eq!(code(&refused), "invalid_query", "{value}: {refused:?}");
        }
    }
    assert!(kept(&service).await.is_empty());
}

#[tokio::test]
async fn no_query_is_too_deep_or_too_long_to_be_refused() {
    let home = Home::new();
    let service = home.start(&[]).await;
    let many = |text: &str| text.repeat(10_000);
    let doubling: Vec<_> = (0..30)
        .map(|n| format!("fragment f{n} on Query {{ ...f{} ...f{} }} ", n + 1, n + 1))
        .collect();
    let doubling = doubling.concat();
    for text in [
        many("{a"),
        many("{a") + &many("}"),
        format!("{{ a(b: {}", many("[")),
        format!("{{ a(b: {}{}) }}", many("["), many("]")),
        format!("{{ a(b: {}", many("{a:")),
        format!("{{ {} }}", many("a:b ")),
        format!("{{ ...f0 }} {doubling} fragment f30 on Query {{ __typename }}"),
        "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }".to_owned(),
    ] {
        let refused = ask(&service, &text, Value::Null).await;
        let start = &text[..60];
        assert_eq!(code(&refused), "invalid_query", "{start}: {refused:?}");
    }
    for body in [
        many("["),
        format!("{{\"query\": {}", many("[")),
        format!("{{\"query\": \"{{a}}\", \"variables\": {}", many("{\"a\":")),
    ] {
        let request = editor(Request::post("/graphql")).header("content-type", "application/json");
        let start = body[..10].to_owned();
        let answer = service.send(request.body(body.into()).unwrap()).await;
        assert_refused(&answer, &start);
    }
    assert!(kept(&service).await.is_empty());
}
