//! Items, from the client to the database and back.

use axum::body::Body;
use axum::http::request::Builder;
use axum::http::{Request, StatusCode};
use serde_json::json;

use crate::access::editor;
use crate::support::{Answer, Home, Service};

/// The route of a list.
pub(crate) const LIST: &str = "/v1/items";

/// How one is looked for: method, route, and the status where there is none.
pub(crate) const FIND: (&str, &str, u16) = ("GET", "/v1/items/{id}", 404);

/// Path and body of a request that makes something.
pub(crate) const MAKE: (&str, &str) = ("/v1/items", r#"{ "name": "Teapot" }"#);

/// What its body is.
pub(crate) const MEDIA_TYPE: &str = "application/json";

/// What the answer to it holds, once something was made.
pub(crate) const MADE: &str = "HTTP/1.1 201 Created\r\n";

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

/// A request for a list.
pub(crate) fn list(from: impl FnOnce(Builder) -> Builder) -> Request<Body> {
    from(Request::get(LIST)).body(Body::empty()).unwrap()
}

/// A request for one item.
pub(crate) fn find(id: &str, from: impl FnOnce(Builder) -> Builder) -> Request<Body> {
    let path = FIND.1.replace("{id}", id);
    from(Request::get(path)).body(Body::empty()).unwrap()
}

/// The id of what was made, if it was.
pub(crate) fn made(answer: &Answer) -> Option<String> {
    let place = answer.headers.get("location")?.to_str().unwrap();
    place.rsplit('/').next().map(str::to_owned)
}

/// Whether the answer says that it cannot be done at the moment, and when to try again.
pub(crate) fn is_unavailable(answer: &Answer) -> bool {
    answer.status == StatusCode::SERVICE_UNAVAILABLE && answer.headers["retry-after"] == "1"
}

/// Whether the answer holds what was looked for.
pub(crate) fn is_found(answer: &Answer) -> bool {
    answer.status == StatusCode::OK
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
