//! What is told of every request, in the words of OpenTelemetry's conventions for HTTP.

use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, Method};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use opentelemetry::metrics::{Histogram, Meter, UpDownCounter};
use opentelemetry::propagation::{Extractor, TextMapPropagator};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tracing::field::Empty;
use tracing::{Instrument, Span};
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// The target of the spans that are for traces only.
pub(super) const TARGET: &str = "otel";

/// The methods that are called by their names; a client can think of any others.
const METHODS: [&str; 9] = [
    "CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE",
];

/// What the conventions put between the buckets of durations, in seconds.
const BOUNDARIES: [f64; 14] = [
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0,
];

/// Traces and measures whatever comes to these routes.
pub(super) fn observe(router: Router, meter: &Meter) -> Router {
    let instruments = Instruments {
        duration: meter
            .f64_histogram("http.server.request.duration")
            .with_unit("s")
            .with_description("Duration of HTTP server requests")
            .with_boundaries(BOUNDARIES.to_vec())
            .build(),
        active: meter
            .i64_up_down_counter("http.server.active_requests")
            .with_unit("{request}")
            .with_description("Number of active HTTP server requests")
            .build(),
    };
    router.layer(from_fn_with_state(instruments, observed))
}

#[derive(Clone)]
struct Instruments {
    duration: Histogram<f64>,
    active: UpDownCounter<i64>,
}

async fn observed(State(to): State<Instruments>, request: Request, next: Next) -> Response {
    let method = method(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map(MatchedPath::as_str);
    let span = span(&request, method, route);
    let mut attributes = attributes(method, route);
    let _active = Active::begin(to.active, attributes.clone());
    let start = Instant::now();

    let response = next.run(request).instrument(span.clone()).await;

    let status = response.status();
    let code = i64::from(status.as_u16());
    span.record("http.response.status_code", code);
    attributes.push(KeyValue::new("http.response.status_code", code));
    if status.is_server_error() {
        span.record("otel.status_code", "error");
        span.record("error.type", status.as_str());
        attributes.push(KeyValue::new("error.type", status.as_str().to_owned()));
    }
    to.duration
        .record(start.elapsed().as_secs_f64(), &attributes);
    response
}

/// The span of a request, part of its caller's trace if it comes with one. The health checks, one
/// every few seconds, have none.
fn span(request: &Request, method: &str, route: Option<&str>) -> Span {
    if matches!(route, Some("/healthz" | "/readyz")) {
        return Span::none();
    }
    let given = request.method().as_str();
    let span = tracing::info_span!(
        target: TARGET,
        "request",
        otel.name = name(method, route),
        otel.kind = "server",
        otel.status_code = Empty,
        error.type = Empty,
        http.request.method = method,
        http.request.method_original = (given != method).then_some(given),
        http.response.status_code = Empty,
        http.route = route,
        url.path = request.uri().path(),
        url.scheme = "http",
    );
    // It can have a parent unless nobody wants it, and then it needs none.
    let _ = span.set_parent(caller(request.headers()));
    span
}

/// What measurements are told apart by: never a path, of which there is no end.
fn attributes(method: &'static str, route: Option<&str>) -> Vec<KeyValue> {
    let mut attributes = vec![
        KeyValue::new("http.request.method", method),
        KeyValue::new("url.scheme", "http"),
    ];
    attributes.extend(route.map(|route| KeyValue::new("http.route", route.to_owned())));
    attributes
}

fn method(method: &Method) -> &'static str {
    let known = METHODS.into_iter().find(|known| *known == method.as_str());
    known.unwrap_or("_OTHER")
}

fn name(method: &str, route: Option<&str>) -> String {
    let method = if method == "_OTHER" { "HTTP" } else { method };
    match route {
        Some(route) => format!("{method} {route}"),
        None => method.to_owned(),
    }
}

/// The trace that the headers of a request name (W3C Trace Context).
fn caller(headers: &HeaderMap) -> Context {
    TraceContextPropagator::new().extract(&Headers(headers))
}

struct Headers<'a>(&'a HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(HeaderName::as_str).collect()
    }
}

/// A request that counts as long as this lives, also where its client goes away.
struct Active {
    count: UpDownCounter<i64>,
    attributes: Vec<KeyValue>,
}

impl Active {
    fn begin(count: UpDownCounter<i64>, attributes: Vec<KeyValue>) -> Self {
        count.add(1, &attributes);
        Self { count, attributes }
    }
}

impl Drop for Active {
    fn drop(&mut self) {
        self.count.add(-1, &self.attributes);
    }
}

#[cfg(test)]
mod tests {
    use super::{KeyValue, Method, attributes, method, name};

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
}
