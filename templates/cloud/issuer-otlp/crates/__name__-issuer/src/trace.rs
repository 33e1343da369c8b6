//! What is told of every request to the issuer, in the words of OpenTelemetry's conventions for HTTP.

use hyper::body::Bytes;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use hyper::{Request, StatusCode};
use opentelemetry::propagation::{Injector, TextMapPropagator};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tracing::field::Empty;
use tracing::{Instrument, Span};
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::https::Failure;

/// Sends a request in a span of its own, which the issuer can go on with (W3C Trace Context).
pub(crate) async fn traced<B, A>(
    mut request: Request<B>,
    send: impl FnOnce(Request<B>) -> A,
) -> Result<Bytes, Failure>
where
    A: Future<Output = Result<Bytes, Failure>>,
{
    let span = span(&request);
    TraceContextPropagator::new()
        .inject_context(&span.context(), &mut Headers(request.headers_mut()));
    let outcome = send(request).instrument(span.clone()).await;
    let (status, error) = match &outcome {
        Ok(_) => (Some(StatusCode::OK), None),
        Err(Failure::Status(status)) => (Some(*status), Some(status.as_str())),
        Err(Failure::Body(_)) => (Some(StatusCode::OK), Some("body")),
        Err(Failure::Request(_)) => (None, Some("request")),
    };
    if let Some(status) = status {
        span.record("http.response.status_code", i64::from(status.as_u16()));
    }
    if let Some(error) = error {
        span.record("otel.status_code", "error");
        span.record("error.type", error);
    }
    outcome
}

fn span<B>(request: &Request<B>) -> Span {
    let (method, uri) = (request.method(), request.uri());
    let port = uri.port_u16();
    let usual_port = if uri.scheme_str() == Some("http") {
        80
    } else {
        443
    };
    tracing::info_span!(
        target: "otel",
        "request",
        otel.name = method.as_str(),
        otel.kind = "client",
        otel.status_code = Empty,
        error.type = Empty,
        http.request.method = method.as_str(),
        http.response.status_code = Empty,
        server.address = uri.host(),
        server.port = port.unwrap_or(usual_port),
        url.full = %uri,
    )
}

struct Headers<'a>(&'a mut HeaderMap);

impl Injector for Headers<'_> {
    fn set(&mut self, key: &str, value: String) {
        // What cannot be said in a header is not said.
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(key), HeaderValue::try_from(value)) {
            self.0.insert(name, value);
        }
    }
}
