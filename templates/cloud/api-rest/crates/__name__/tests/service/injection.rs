//! What is sent to do harm is refused, or kept as it is; nothing else comes of it.

use std::convert::identity;
use std::fmt::Write as _;

use axum::body::Body;
use axum::http::request::Builder;
use axum::http::{HeaderValue, Request};
use serde_json::Value;

use crate::access::editor;
use crate::api::{MAKE, TEXT_FIELD, made, numbered, with_text};
use crate::hostile::{TEXTS, UNPRINTABLE, assert_refused};
use crate::idempotency::count;
use crate::support::{Answer, Home, Service};

/// Stands for what a path names: ids may be written so, too, and whatever else is named in capitals.
const SOMETHING: &str = "019AB0C5-5A80-7D3E-9C1F-2B6A4F0E8D11";

/// A body as the description has it.
fn valid(schema: &Value, schemas: &Value) -> Value {
    let reference = schema["$ref"].as_str();
    if let Some(name) = reference.and_then(|path| path.strip_prefix("#/components/schemas/")) {
        return valid(&schemas[name], schemas);
    }
    if let Some(fields) = schema["properties"].as_object() {
        let fields = fields.iter();
        return fields
            .map(|(name, field)| (name.clone(), valid(field, schemas)))
            .collect();
    }
    let values = [&schema["example"], &schema["minimum"]];
    let value = values.into_iter().find(|value| !value.is_null());
    value.expect("an example, or a least value").clone()
}

/// The fields of a body, and those inside others, as JSON pointers (RFC 6901).
fn fields(body: &Value, above: &str) -> Vec<String> {
    let mut pointers = Vec::new();
    for (name, value) in body.as_object().into_iter().flatten() {
        let pointer = format!("{above}/{name}");
        pointers.extend(fields(value, &pointer));
        pointers.push(pointer);
    }
    pointers
}

/// The body with another value in this field, which need not be JSON.
fn with_value(body: &Value, field: &str, value: &str) -> String {
    let mut body = body.clone();
    *body.pointer_mut(field).unwrap() = "?".into();
    body.to_string().replace("\"?\"", value)
}

/// Bodies that are no JSON, or not that of a request which takes this one.
fn bodies(valid: &Value) -> Vec<Vec<u8>> {
    let deep = "[".repeat(10_000);
    let [number, object, list] = ["1e999", "{\"$ne\":null}", "[\"a\"]"];
    let mut bodies: Vec<Vec<u8>> = [deep.as_str(), number, object, list]
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
    for field in fields(valid, "") {
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
            &"{\"a\":".repeat(10_000),
        ] {
            bodies.push(with_value(valid, &field, value).into());
        }
    }
    let text = valid.to_string();
    for (name, value) in valid.as_object().unwrap() {
        // Whatever a parser would take of two that have one name, it is another than the one that was looked at.
        let twice = text.replacen('{', &format!("{{\"{name}\":{value},"), 1);
        bodies.push(twice.into());
    }
    for name in ["__proto__", "constructor", "$where", "id", "version", ""] {
        let more = format!("{{\"{name}\":{{\"admin\":true}},");
        bodies.push(text.replacen('{', &more, 1).into());
    }
    let values: Vec<_> = valid.as_object().unwrap().values().collect();
    bodies.push(serde_json::to_vec(&values).unwrap());
    bodies.push(b"{\"\xff\xfe\":1}".into());
    bodies
}

async fn send(service: &Service, method: &str, uri: &str, body: Vec<u8>) -> Answer {
    send_from(editor, service, method, uri, body).await
}

async fn send_from(
    caller: fn(Builder) -> Builder,
    service: &Service,
    method: &str,
    uri: &str,
    body: Vec<u8>,
) -> Answer {
    let request = caller(Request::builder().method(method).uri(uri))
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

/// A request with the text in this parameter of an operation, and nothing else that is wrong; none where
/// no client could send it.
fn with_input(
    (method, path): (&str, &str),
    body: Option<&Value>,
    parameter: &Value,
    text: &str,
) -> Option<Request<Body>> {
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
    let request = match name {
        "if-match" => request,
        _ => request.header("if-match", "*"),
    };
    let request = request.header("content-type", "application/json");
    let body = body.map(Value::to_string).unwrap_or_default();
    Some(request.body(body.into()).unwrap())
}

#[tokio::test]
async fn no_input_of_any_operation_does_harm() {
    let home = Home::new();
    let service = home.start(&[]).await;
    let first = send(&service, "POST", MAKE.0, numbered(1).into()).await;
    assert_eq!(first.status, 201, "{first:?}");
    let description = service.get("/openapi.json").await.body;
    let schemas = &description["components"]["schemas"];

    let (mut parameters, mut read, mut kept) = (0, 0, 1);
    for (path, item) in description["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let method = method.to_uppercase();
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            let body = schema.is_object().then(|| valid(schema, schemas));
            // What everybody may ask is asked by a stranger: it may be about who asks.
            let caller = match operation["security"] {
                Value::Null => identity,
                _ => editor,
            };
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                parameters += 1;
                for text in TEXTS.into_iter().chain(UNPRINTABLE) {
                    let to = (method.as_str(), path.as_str());
                    if let Some(request) = with_input(to, body.as_ref(), parameter, text) {
                        let answer = service.send(request).await;
                        let sent = format!("{method} {path}: {text:?}");
                        assert_refused(&answer, &sent);
                        assert_ne!(answer.status, 428, "{sent} was not read: {answer:?}");
                    }
                }
            }
            if let Some(valid) = body {
                read += 1;
                let uri = filled(path, SOMETHING);
                for body in bodies(&valid) {
                    let start = String::from_utf8_lossy(&body[..body.len().min(80)]).into_owned();
                    let answer = send_from(caller, &service, &method, &uri, body).await;
                    let sent = format!("{method} {path}: {start}");
                    assert_refused(&answer, &sent);
                    assert_ne!(answer.status, 404, "{sent} was not read: {answer:?}");
                }
                // Were it not taken, nothing would be known of the others.
                let valid = valid.to_string().into();
                let answer = send_from(caller, &service, &method, &uri, valid).await;
                let taken = answer.status.is_success();
                assert!(taken || answer.status == 404, "{method} {path}: {answer:?}");
                kept += usize::from(made(&answer).is_some());
            }
        }
    }
    assert!(parameters > 5 && read > 1, "{parameters}, {read}");
    assert_eq!(count(&service).await, kept);
}
