//! What the exporters complain about, in the service's words: theirs name neither the collector nor the setting.

use std::convert::Infallible;
use std::fmt::Debug;
use std::time::Duration;

use tokio::sync::watch::{Receiver, Sender};
use tokio::time::sleep;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use super::Endpoint;

/// How long nothing more is said after a complaint, for there is one of each failed export.
const SILENCE: Duration = Duration::from_mins(1);

/// Whether an exporter says something.
pub(super) fn is_from_exporters(metadata: &Metadata<'_>) -> bool {
    metadata.target().starts_with("opentelemetry")
}

/// Whether this is for the log as it is: everything but the steps of exporting, and that something was not
/// exported, of which [`Complaints`] tell.
pub(super) fn is_for_the_log(metadata: &Metadata<'_>) -> bool {
    let (who, what) = parts(metadata);
    let is_failure = who == "Export" || what.contains("Export") || what.contains("Shutdown");
    !is_from_exporters(metadata) || *metadata.level() <= Level::WARN && !is_failure
}

/// Notes the latest complaint.
pub(super) fn heard<S>(complaints: Sender<String>) -> impl Layer<S>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    Heard(complaints).with_filter(filter_fn(is_complaint))
}

/// That something is not exported, and why, for the log.
pub(super) struct Complaints<'a> {
    endpoint: &'a Endpoint,
    heard: Receiver<String>,
    is_told: bool,
}

impl<'a> Complaints<'a> {
    pub(super) fn new(endpoint: &'a Endpoint, heard: Receiver<String>) -> Self {
        Self {
            endpoint,
            heard,
            is_told: false,
        }
    }

    /// Tells of one now and then.
    pub(super) async fn tell(&mut self) -> Infallible {
        loop {
            // Whoever sends them does so until the end.
            let _ = self.heard.changed().await;
            self.tell_latest();
            sleep(SILENCE).await;
            self.heard.mark_unchanged();
        }
    }

    /// Tells of the last, where none was told of.
    pub(super) fn finish(&mut self) {
        if !self.is_told && self.heard.has_changed().unwrap_or_default() {
            self.tell_latest();
        }
    }

    fn tell_latest(&mut self) {
        self.is_told = true;
        let error = self.heard.borrow_and_update().clone();
        tracing::warn!(
            endpoint = self.endpoint.url(),
            error,
            "what is exported does not arrive: where no collector listens, start one at `telemetry.endpoint`, or \
             name another"
        );
    }
}

/// Whether an exporter says why it has failed: `BatchSpanProcessor.ExportError`, `PeriodicReader.ExportFailed`.
fn is_complaint(metadata: &Metadata<'_>) -> bool {
    let (_, what) = parts(metadata);
    is_from_exporters(metadata) && *metadata.level() <= Level::WARN && what.contains("Export")
}

/// What an exporter calls an event: who says it, and what it is.
fn parts(metadata: &Metadata<'_>) -> (&'static str, &'static str) {
    let name = metadata.name();
    name.split_once('.').unwrap_or((name, ""))
}

struct Heard(Sender<String>);

impl<S: Subscriber> Layer<S> for Heard {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        // Where one event leads to another, the filter has only looked at the latter.
        if is_complaint(event.metadata()) {
            let mut cause = Cause::default();
            event.record(&mut cause);
            self.0.send_replace(cause.0);
        }
    }
}

#[derive(Default)]
struct Cause(String);

impl Visit for Cause {
    fn record_str(&mut self, field: &Field, text: &str) {
        if field.name() == "error" {
            text.clone_into(&mut self.0);
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}
