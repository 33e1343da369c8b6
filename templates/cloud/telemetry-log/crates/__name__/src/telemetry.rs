//! Where the log goes, and in which form.

use std::io::{self, IsTerminal};

use tracing_subscriber::Layer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::settings::{Environment, Log};

/// Writes the log to standard error: for people in development, as JSON in production.
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
    tracing_subscriber::registry()
        .with(layer.with_filter(log.filter.clone()))
        .init();
}
