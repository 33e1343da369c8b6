//! What the exporters complain about, in the service's words: theirs name neither the collector nor the setting.

use std::convert::Infallible;
use std::fmt::Debug;
use std::future::pending;
use std::time::Duration;

use tokio::sync::watch::{Receiver, Sender};
use tokio::time::sleep;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::Context;

use super::Endpoint;

/// How long nothing more is said after a complaint, for there is one of each failed export.
const SILENCE: Duration = Duration::from_mins(1);

/// What an exporter says after it has failed, before it says why.
const FAILED: &str = "Export.Failed";

/// Whether an exporter says something.
pub(super) fn is_from_exporters(metadata: &Metadata<'_>) -> bool {
    metadata.target().starts_with("opentelemetry")
}

/// Notes the latest complaint.
pub(super) fn heard<S>(complaints: Sender<String>) -> impl Layer<S>
where
    S: Subscriber + for<'a> tracing_subscriber::registry::LookupSpan<'a>,
{
    Heard(complaints).with_filter(filter_fn(is_complaint))
}

/// Says in the log, now and then, that something is not exported, and why.
pub(super) async fn tell(endpoint: &Endpoint, mut complaints: Receiver<String>) -> Infallible {
    while complaints.changed().await.is_ok() {
        let error = complaints.borrow().clone();
        tracing::warn!(
            endpoint = endpoint.url(),
            error,
            "what is exported does not arrive: start a collector at `telemetry.endpoint`, or name another"
        );
        sleep(SILENCE).await;
        complaints.mark_unchanged();
    }
    pending().await
}

/// Below a warning are the steps of exporting; what is dropped for want of room is one.
fn is_complaint(metadata: &Metadata<'_>) -> bool {
    is_from_exporters(metadata)
        && *metadata.level() <= Level::WARN
        && !metadata.name().starts_with(FAILED)
}

struct Heard(Sender<String>);

impl<S: Subscriber> Layer<S> for Heard {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut cause = Cause::default();
        event.record(&mut cause);
        self.0.send_replace(cause.0);
    }
}

#[derive(Default)]
struct Cause(String);

impl Visit for Cause {
    fn record_str(&mut self, field: &Field, text: &str) {
        if ["error", "error_message", "message"].contains(&field.name()) {
            text.clone_into(&mut self.0);
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}
