//! Where the log goes, and in which form; and what a collector is told besides: traces, metrics,
//! and the log once more.

mod complaints;
mod export;
mod gauges;
mod http;
mod values;

use std::io::{self, IsTerminal};
use std::sync::OnceLock;

use axum::Router;
use opentelemetry::trace::TraceContextExt;
use opentelemetry::{Context, global};
use opentelemetry_appender_tracing::layer::{OpenTelemetryTracingBridge, TracingSpanAttributes};
use store::Store;
use tracing::{Level, Metadata};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{FilterExt, LevelFilter, dynamic_filter_fn, filter_fn};
use tracing_subscriber::layer::{Filter, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use self::complaints::{Complaints, is_for_the_log, is_from_exporters};
use self::export::Export;
pub(crate) use self::export::check;
pub(crate) use self::values::{Endpoint, Ratio};
use crate::settings::{Environment, Log, Settings};

/// What all that is measured here belongs to.
const SCOPE: &str = env!("CARGO_PKG_NAME");

/// Whose spans are the log's alone: of a request a trace has another one, in other words.
const LOGGED: &str = concat!(env!("CARGO_CRATE_NAME"), "_web::trace");

/// What the log tells of the request in which something happens, by the names that its span has for it.
const OF_REQUESTS: [&str; 4] = ["method", "path", "request_id", "route"];

/// There while the service runs; other commands only write their log.
static EXPORT: OnceLock<Export> = OnceLock::new();

/// Does the work of the service, and hands over what is left to be exported when it is done or has
/// failed. After a failure nothing is said of exports: its own reason is to be what is read.
///
/// # Errors
/// That of the work; or when no exporter can be made.
pub(crate) async fn around(
    settings: &Settings,
    work: impl Future<Output = anyhow::Result<()>>,
) -> anyhow::Result<()> {
    let export = Export::start(settings.environment, &settings.telemetry)?;
    let export = EXPORT.get_or_init(|| export);
    let endpoint = &settings.telemetry.endpoint;
    let mut complaints = Complaints::new(endpoint, export.complaints.subscribe());
    let outcome = tokio::select! {
        outcome = work => outcome,
        never = complaints.tell() => match never {},
    };
    export.finish().await;
    if outcome.is_ok() {
        complaints.finish();
    }
    outcome
}

/// Measures what passes the routes, and what they stand on.
pub(crate) fn observe(router: Router, store: &Store) -> Router {
    let meter = global::meter(SCOPE);
    gauges::register(&meter, store);
    http::observe(router, &meter)
}

/// Writes the log to standard error: for people in development, as JSON in production. While the
/// service runs, the same events go to the collector, with the ids of trace and span; of traces that do
/// not, only what went wrong.
pub(crate) fn init(environment: Environment, log: &Log) {
    let layer = match environment {
        Environment::Development => tracing_subscriber::fmt::layer()
            .with_writer(io::stderr)
            .with_ansi(io::stderr().is_terminal())
            .boxed(),
        Environment::Production => json_subscriber::layer()
            .with_writer(io::stderr)
            .with_span_list(false)
            .boxed(),
    };
    let filter = log
        .filter
        .clone()
        .with_target(http::TARGET, LevelFilter::OFF);
    let written = layer.with_filter(filter.and(filter_fn(is_for_the_log)));

    let export = EXPORT.get();
    let logs = export.map(|export| {
        let filter = log.filter.clone();
        OpenTelemetryTracingBridge::builder(&export.logs)
            .with_tracing_span_attributes(TracingSpanAttributes::allowlist(OF_REQUESTS))
            .build()
            .with_filter(filter.and(followed()))
    });
    let traces = export.map(|export| {
        tracing_opentelemetry::layer()
            .with_tracer(export.tracer())
            .with_location(false)
            .with_threads(false)
            .with_tracked_inactivity(false)
            .with_target(false)
            .with_filter(filter_fn(is_traced))
    });
    let complaints = export.map(|export| complaints::heard(export.complaints.clone()));
    tracing_subscriber::registry()
        .with(written)
        .with(logs)
        .with(traces)
        .with(complaints)
        .init();
}

/// Whether it is a span for the collector. Events are logged, and would only be there twice.
fn is_traced(metadata: &Metadata<'_>) -> bool {
    metadata.is_span()
        && *metadata.level() <= Level::INFO
        && metadata.target() != LOGGED
        && !is_exporting(metadata)
}

/// What the collector is told of the log: below a warning nothing of a trace that it does not get.
fn followed<S>() -> impl Filter<S> {
    // Only the second is asked for each event.
    filter_fn(|metadata| !is_exporting(metadata)).and(dynamic_filter_fn(|metadata, _| {
        metadata.is_span() || *metadata.level() <= Level::WARN || is_sampled()
    }))
}

/// Whether this belongs to a trace that is exported, or to none.
fn is_sampled() -> bool {
    Context::map_current(|context| {
        !context.has_active_span() || context.span().span_context().is_sampled()
    })
}

/// Whether it comes from the exporters or what they stand on: whoever exports that never comes to an
/// end.
fn is_exporting(metadata: &Metadata<'_>) -> bool {
    let its_crate = metadata.target().split("::").next();
    is_from_exporters(metadata)
        || matches!(
            its_crate,
            Some("h2" | "hyper" | "hyper_util" | "tonic" | "tower")
        )
}
