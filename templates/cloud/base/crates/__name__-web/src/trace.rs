//! What is logged about every request.

use std::time::Duration;

use axum::extract::{MatchedPath, Request};
use axum::response::Response;
use tracing::Span;

use crate::request_id::REQUEST_ID;

/// The span of a request. Those of the health checks, one every few seconds, show only when asked
/// for.
pub(crate) fn span(request: &Request) -> Span {
    let method = request.method();
    let path = request.uri().path();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map(MatchedPath::as_str);
    let request_id = request
        .headers()
        .get(REQUEST_ID)
        .and_then(|id| id.to_str().ok());
    if matches!(path, "/healthz" | "/readyz") {
        tracing::debug_span!("request", %method, path, route, request_id)
    } else {
        tracing::info_span!("request", %method, path, route, request_id)
    }
}

/// Notes how the request was answered.
pub(crate) fn answered(response: &Response, latency: Duration, span: &Span) {
    if span.is_disabled() {
        return;
    }
    let status = response.status().as_u16();
    // The log knows no longer integers than this.
    let milliseconds = u64::try_from(latency.as_millis()).unwrap_or(u64::MAX);
    if response.status().is_server_error() {
        tracing::error!(status, milliseconds, "failed");
    } else {
        tracing::info!(status, milliseconds, "answered");
    }
}
