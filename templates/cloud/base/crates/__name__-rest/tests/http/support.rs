//! A client that talks to a router.

use std::io::{self, Read};
use std::num::NonZeroU16;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Builder;
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;
use tracing::subscriber::set_default;

use crate::access::editor;
use crate::rest::{Config, Readiness};

/// Holds the list of all codes.
const README: &str = include_str!("../../README.md");

/// The service is called like this package, but for the role.
const PACKAGE: &str = env!("CARGO_PKG_NAME");

pub(crate) const CONFIG: Config = Config {
    name: PACKAGE.split_at(PACKAGE.len() - "-rest".len()).0,
    request_timeout: Duration::from_secs(5),
    max_body_bytes: 1024,
    max_requests_in_flight: NonZeroU16::MAX,
};

/// Ready or not.
#[derive(Clone)]
pub(crate) struct Ready(pub(crate) bool);

impl Readiness for Ready {
    async fn is_ready(&self) -> bool {
        self.0
    }
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// JSON if it is JSON, else a string.
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .unwrap_or_else(|| panic!("no {name}: {self:?}"))
            .to_str()
            .unwrap()
    }

    /// Checks that this is a well-formed problem with this status and code.
    #[track_caller]
    pub(crate) fn assert_problem(&self, status: u16, code: &str) {
        assert_eq!(self.status, status, "{self:?}");
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.body["status"], status);
        assert_eq!(self.body["code"], code);
        assert!(
            README.contains(&format!("`{code}`")),
            "{code} is not listed"
        );
        assert!(
            self.body["type"].is_string() && self.body["title"].is_string(),
            "{self:?}"
        );
        // Nothing else is over by itself.
        let when = self.headers.get("retry-after").map(HeaderValue::to_str);
        assert_eq!(when.transpose().unwrap(), (status == 503).then_some("1"));
    }

    #[track_caller]
    pub(crate) fn assert_status(&self, status: u16) {
        assert_eq!(self.status, status, "{self:?}");
    }
}

/// Sends one request.
pub(crate) async fn send(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Answer {
        status: parts.status,
        headers: parts.headers,
        body,
    }
}

/// Sends a request without a body, as an editor.
pub(crate) async fn request(router: &Router, method: &str, uri: &str) -> Answer {
    send(
        router,
        editor(builder(method, uri)).body(Body::empty()).unwrap(),
    )
    .await
}

/// Sends JSON, as an editor.
pub(crate) async fn request_json(router: &Router, method: &str, uri: &str, json: Value) -> Answer {
    let builder = editor(builder(method, uri)).header(CONTENT_TYPE, "application/json");
    send(router, builder.body(json.to_string().into()).unwrap()).await
}

pub(crate) fn builder(method: &str, uri: &str) -> Builder {
    Request::builder().method(method).uri(uri)
}

/// What the work comes to, and the events that it logs.
pub(crate) async fn logged<T>(work: impl Future<Output = T>) -> (T, Vec<Value>) {
    let (mut reader, writer) = io::pipe().unwrap();
    let log = tracing_subscriber::fmt()
        .json()
        .with_writer(Arc::new(writer));
    let guard = set_default(log.finish());
    let outcome = work.await;
    drop(guard);

    let mut text = String::new();
    reader.read_to_string(&mut text).unwrap();
    let events = text.lines().map(|line| serde_json::from_str(line).unwrap());
    (outcome, events.collect())
}
