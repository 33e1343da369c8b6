//! Items, from the client to the database and back.

use axum::http::{Request, StatusCode};
use serde_json::json;

use crate::access::editor;
use crate::support::{Answer, Home, Service};

/// The path of a list.
pub(crate) const LIST: &str = "/v1/items";

/// Path and body of a request that makes something.
pub(crate) const MAKE: (&str, &str) = ("/v1/items", r#"{ "name": "Teapot" }"#);

/// The body of such a request, another one for each number.
pub(crate) fn numbered(number: u32) -> String {
    format!(r#"{{ "name": "Teapot {number}" }}"#)
}

/// The field of such a body that holds any text.
pub(crate) const TEXT_FIELD: &str = "name";

/// The body of such a request, with this text.
pub(crate) fn with_text(text: &str) -> String {
    json!({ "name": text }).to_string()
}

/// Sends method, path, entity tag and body.
async fn send(service: &Service, request: (&str, &str, &str, &str)) -> Answer {
    let (method, path, tag, body) = request;
    let request = editor(Request::builder().method(method).uri(path))
        .header("content-type", "application/json")
        .header("if-match", tag);
    let body = body.to_owned().into();
    service.send(request.body(body).unwrap()).await
}

#[tokio::test]
async fn an_item_is_kept() {
    let home = Home::new();
    let service = home.start(&[]).await;

    let (path, body) = MAKE;
    let made = send(&service, ("POST", path, "", body)).await;
    assert_eq!(made.status, StatusCode::CREATED, "{made:?}");
    let item = made.headers["location"].to_str().unwrap().to_owned();

    let kettle = r#"{ "name": "Kettle" }"#;
    let renamed = send(&service, ("PUT", &item, "\"1\"", kettle)).await;
    assert_eq!(renamed.status, StatusCode::OK, "{renamed:?}");
    let stale = send(&service, ("PUT", &item, "\"1\"", body)).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED, "{stale:?}");

    service.terminate();
    let (status, log) = service.stopped().await;
    assert!(status.success(), "{log}");

    let service = home.start(&[]).await;
    let found = send(&service, ("GET", &item, "", "")).await;
    assert_eq!(found.headers["etag"], "\"2\"");
    assert_eq!(found.body["name"], "Kettle");
    assert_eq!(found.body, renamed.body);
}
