use std::future::pending;
use std::io::{self, Read};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::routing::get;
use opentelemetry::global;
use tokio::time::timeout;
use tower::ServiceExt;
use tracing::subscriber::set_default;
use tracing_subscriber::fmt::format::FmtSpan;

use super::{KeyValue, Method, Request, Router, attributes, method, name, observe};

#[test]
fn a_method_that_nobody_knows_is_not_called_by_its_name() {
    assert_eq!(method(&Method::PATCH), "PATCH");
    let made_up = Method::from_bytes(b"BREW-4711").expect("a token");
    assert_eq!(method(&made_up), "_OTHER");
    // Methods are case-sensitive.
    let small = Method::from_bytes(b"get").expect("a token");
    assert_eq!(method(&small), "_OTHER");
}

#[test]
fn a_span_is_called_by_method_and_route() {
    assert_eq!(name("GET", Some("/v1/teas/{id}")), "GET /v1/teas/{id}");
    assert_eq!(name("GET", None), "GET");
    assert_eq!(name("_OTHER", None), "HTTP");
}

#[test]
fn measurements_without_a_route_have_none() {
    let common = [
        KeyValue::new("http.request.method", "GET"),
        KeyValue::new("url.scheme", "http"),
    ];
    assert_eq!(attributes("GET", None), common);
    let route = KeyValue::new("http.route", "/v1/teas/{id}");
    assert_eq!(
        attributes("GET", Some("/v1/teas/{id}")),
        [&common[..], &[route]].concat()
    );
}

#[tokio::test]
async fn a_request_whose_client_goes_away_is_cancelled() {
    let (mut reader, writer) = io::pipe().expect("a pipe");
    let log = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_span_events(FmtSpan::CLOSE)
        .with_writer(Arc::new(writer));
    let guard = set_default(log.finish());
    let router = Router::new().route("/never", get(pending::<()>));
    let request = Request::get("/never").body(Body::empty());
    let asked = observe(router, &global::meter("tests")).oneshot(request.expect("a request"));
    let answer = timeout(Duration::from_millis(10), asked).await;
    assert!(answer.is_err(), "{answer:?}");
    drop(guard);

    let mut text = String::new();
    reader.read_to_string(&mut text).expect("what was logged");
    assert!(text.contains(r#"error.type="cancelled""#), "{text}");
}
