//! What is sent to do harm is refused, or kept as it is; nothing else comes of it.

use std::fmt::Write as _;

use axum::body::Body;
use axum::http::{HeaderValue, Request};
use serde_json::Value;

use crate::access::editor;
use crate::api::{MAKE, TEXT_FIELD, numbered, with_text};
use crate::hostile::{TEXTS, UNPRINTABLE, assert_refused};
use crate::idempotency::count;
use crate::support::{Answer, Home, Service};

/// Stands for what a path names.
const SOMETHING: &str = "019ab0c5-5a80-7d3e-9c1f-2b6a4f0e8d11";

/// Bodies that are no JSON, or not that of any request.
fn bodies() -> Vec<Vec<u8>> {
    let deep = "[".repeat(10_000);
    let deep_field = format!("{{\"{TEXT_FIELD}\":{}", "{\"a\":".repeat(10_000));
    let [number, object, list] = ["1e999", "{\"$ne\":null}", "[\"a\"]"];
    let mut bodies: Vec<Vec<u8>> = [deep.as_str(), &deep_field, number, object, list]
        .into_iter()
        .chain([
            "",
            "null",
            "[]",
            "\"\\ud800\"",
            "{\"a\":}",
            "\u{feff}{}",
            "{}{}",
        ])
        .map(Into::into)
        .collect();
    for value in [
        number,
        object,
        list,
        "-1",
        "true",
        "null",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "170141183460469231731687303715884105728",
    ] {
        bodies.push(format!("{{\"{TEXT_FIELD}\":{value}}}").into());
    }
    // Whatever a parser would take of two that have one name, it is another than the one that was looked at.
    let valid = with_text("a");
    let twice = valid.replacen('{', &format!("{{\"{TEXT_FIELD}\":\"b\","), 1);
    bodies.push(twice.into());
    for name in ["__proto__", "constructor", "$where", "id", "version", ""] {
        let more = format!("{{\"{name}\":{{\"admin\":true}},");
        bodies.push(valid.replacen('{', &more, 1).into());
    }
    bodies.push(b"[\"a\",\"EUR\"]".into());
    bodies.push(b"{\"\xff\xfe\":1}".into());
    bodies
}

async fn send(service: &Service, method: &str, uri: &str, body: Vec<u8>) -> Answer {
    let request = editor(Request::builder().method(method).uri(uri))
        .header("content-type", "application/json")
        .header("if-match", "*");
    service.send(request.body(body.into()).unwrap()).await
}

/// Every byte as `%41`.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut encoded, byte| {
        write!(encoded, "%{byte:02X}").unwrap();
        encoded
    })
}

/// The path of a description with a text in place of its parameters.
fn filled(path: &str, text: &str) -> String {
    let mut parts = path.split(['{', '}']);
    let mut uri = parts.next().unwrap().to_owned();
    while let (Some(_), Some(rest)) = (parts.next(), parts.next()) {
        uri.push_str(text);
        uri.push_str(rest);
    }
    uri
}

#[tokio::test]
async fn text_is_kept_as_it_is() {
    let home = Home::new();
    let service = home.start(&[]).await;
    for text in TEXTS {
        let made = send(&service, "POST", MAKE.0, with_text(text).into()).await;
        assert_eq!(made.status, 201, "{made:?}");
        let location = made.headers["location"].to_str().unwrap();
        let found = send(&service, "GET", location, Vec::new()).await;
        assert_eq!(found.body[TEXT_FIELD], text);
    }
    for text in UNPRINTABLE {
        let refused = send(&service, "POST", MAKE.0, with_text(text).into()).await;
        assert_eq!(refused.status, 422, "{text:?}: {refused:?}");
    }
    assert_eq!(count(&service).await, TEXTS.len());
}

/// A request with the text in this parameter of an operation; none where no client could send it.
fn with_input(method: &str, path: &str, parameter: &Value, text: &str) -> Option<Request<Body>> {
    let name = parameter["name"].as_str().unwrap();
    let request = editor(Request::builder().method(method));
    let request = match parameter["in"].as_str().unwrap() {
        "path" => request.uri(filled(path, &encoded(text))),
        "query" => request.uri(format!(
            "{}?{name}={}",
            filled(path, SOMETHING),
            encoded(text)
        )),
        _ => {
            let value = HeaderValue::from_str(text).ok()?;
            request.uri(filled(path, SOMETHING)).header(name, value)
        }
    };
    let request = request.header("content-type", "application/json");
    Some(request.body(MAKE.1.into()).unwrap())
}

#[tokio::test]
async fn no_input_of_any_operation_does_harm() {
    let home = Home::new();
    let service = home.start(&[]).await;
    let made = send(&service, "POST", MAKE.0, numbered(1).into()).await;
    assert_eq!(made.status, 201, "{made:?}");
    let description = service.get("/openapi.json").await.body;

    let (mut parameters, mut read) = (0, 0);
    for (path, item) in description["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let method = method.to_uppercase();
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                parameters += 1;
                for text in TEXTS.into_iter().chain(UNPRINTABLE) {
                    if let Some(request) = with_input(&method, path, parameter, text) {
                        let answer = service.send(request).await;
                        assert_refused(&answer, &format!("{method} {path}: {text:?}"));
                    }
                }
            }
            if operation["requestBody"].is_object() {
                read += 1;
                for body in bodies() {
                    let start = String::from_utf8_lossy(&body[..body.len().min(80)]).into_owned();
                    let answer = send(&service, &method, &filled(path, SOMETHING), body).await;
                    assert_refused(&answer, &format!("{method} {path}: {start}"));
                }
            }
        }
    }
    assert!(parameters > 5 && read > 1, "{parameters}, {read}");
    assert_eq!(count(&service).await, 1);
}
