//! What goes to the collector: in batches, from threads of their own and bounded queues, so that
//! nothing waits for it.

use std::env;
use std::thread;
use std::time::Duration;

use anyhow::{Context, ensure};
use axum::http::{HeaderName, HeaderValue};
use opentelemetry::trace::TracerProvider;
use opentelemetry::{KeyValue, global};
use opentelemetry_otlp::{
    LogExporter, MetricExporter, SpanExporter, WithExportConfig, WithTonicConfig,
};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::logs::SdkLoggerProvider;
use opentelemetry_sdk::metrics::{PeriodicReader, SdkMeterProvider};
use opentelemetry_sdk::resource::{EnvResourceDetector, TelemetryResourceDetector};
use opentelemetry_sdk::trace::{Sampler, SdkTracer, SdkTracerProvider};
use tokio::sync::mpsc::{Sender, channel};
use tokio::sync::watch;
use tokio::time::timeout;
use tonic::transport::Endpoint;
use uuid::Uuid;

use super::SCOPE;
use crate::settings::{Environment, Telemetry};

/// How often a collector is asked for a sign of life, and how long it may take to give one. Without it a
/// connection to a machine that is gone would be waited for until TCP gives up, for a quarter of an hour.
const KEEP_ALIVE: Duration = Duration::from_secs(10);

/// Where the exporters look for headers. What they cannot read they leave out, and a collector that wants a
/// token would refuse them without anybody knowing why.
const HEADERS: [&str; 4] = [
    "OTEL_EXPORTER_OTLP_HEADERS",
    "OTEL_EXPORTER_OTLP_LOGS_HEADERS",
    "OTEL_EXPORTER_OTLP_METRICS_HEADERS",
    "OTEL_EXPORTER_OTLP_TRACES_HEADERS",
];

/// The three ways out.
pub(super) struct Export {
    traces: SdkTracerProvider,
    metrics: SdkMeterProvider,
    pub(super) logs: SdkLoggerProvider,
    pub(super) complaints: watch::Sender<String>,
    timeout: Duration,
}

impl Export {
    /// Opens them. Nobody has to listen yet.
    ///
    /// # Errors
    /// When an exporter cannot be made.
    pub(super) fn start(environment: Environment, settings: &Telemetry) -> anyhow::Result<Self> {
        check()?;
        let limit = settings.export_timeout;
        let channel = Endpoint::from_shared(settings.endpoint.url().to_owned())
            .context("the collector's address is none")?
            .connect_timeout(limit)
            .timeout(limit)
            .http2_keep_alive_interval(KEEP_ALIVE)
            .keep_alive_timeout(KEEP_ALIVE)
            .connect_lazy();
        let resource = resource(environment);

        let spans = SpanExporter::builder()
            .with_tonic()
            .with_channel(channel.clone())
            .with_timeout(limit)
            .build()
            .context("traces cannot be exported")?;
        let records = LogExporter::builder()
            .with_tonic()
            .with_channel(channel.clone())
            .with_timeout(limit)
            .build()
            .context("the log cannot be exported")?;
        let measurements = MetricExporter::builder()
            .with_tonic()
            .with_channel(channel)
            .with_timeout(limit)
            .build()
            .context("metrics cannot be exported")?;

        let share = Sampler::TraceIdRatioBased(settings.sampling_ratio.get());
        let traces = SdkTracerProvider::builder()
            .with_resource(resource.clone())
            .with_sampler(Sampler::ParentBased(Box::new(share)))
            .with_batch_exporter(spans)
            .build();
        let logs = SdkLoggerProvider::builder()
            .with_resource(resource.clone())
            .with_batch_exporter(records)
            .build();
        let reader = PeriodicReader::builder(measurements)
            .with_interval(settings.metrics_interval)
            .build();
        let metrics = SdkMeterProvider::builder()
            .with_resource(resource)
            .with_reader(reader)
            .build();
        global::set_meter_provider(metrics.clone());
        Ok(Self {
            traces,
            metrics,
            logs,
            complaints: watch::Sender::default(),
            timeout: limit,
        })
    }

    pub(super) fn tracer(&self) -> SdkTracer {
        self.traces.tracer(SCOPE)
    }

    /// Hands over what is left, for as long as one export may take.
    pub(super) async fn finish(&self) {
        let limit = self.timeout;
        let (traces, metrics, logs) =
            (self.traces.clone(), self.metrics.clone(), self.logs.clone());
        let (working, mut finished) = channel::<()>(1);
        aside(&working, move || traces.shutdown_with_timeout(limit));
        aside(&working, move || metrics.shutdown_with_timeout(limit));
        aside(&working, move || logs.shutdown_with_timeout(limit));
        drop(working);
        // Nothing is sent: it ends when nobody can send any more, or too late.
        let _ = timeout(limit, finished.recv()).await;
    }
}

/// Whether the exporters can read what the environment has for them.
///
/// # Errors
/// When they would leave something out. It may be a token, and is not shown.
#[expect(
    clippy::disallowed_methods,
    reason = "only the exporters read these variables, and say nothing"
)]
pub(crate) fn check() -> anyhow::Result<()> {
    for name in HEADERS {
        let headers = env::var_os(name).unwrap_or_default();
        let headers = headers.to_str().map(|it| it.split_terminator(','));
        ensure!(
            headers.is_some_and(|mut headers| headers.all(is_header)),
            "the environment variable {name} is not of the form `name=value,name=value`, in whose values `,` is \
             written as `%2C`, and which have no ends of lines"
        );
    }
    Ok(())
}

fn is_header(text: &str) -> bool {
    text.split_once('=').is_some_and(|(name, value)| {
        let (name, value) = (name.trim(), value.trim());
        name.parse::<HeaderName>().is_ok()
            && value.parse::<HeaderValue>().is_ok()
            && !value.is_empty()
            // Ends of lines and the like, written so that they can stand here.
            && !["%0", "%1", "%7f", "%7F"].iter().any(|it| value.contains(it))
    })
}

/// Works in a thread of its own: for tasks that block the runtime would wait in the end, however long
/// they take. What fails there is said by the exporters.
fn aside(working: &Sender<()>, work: impl FnOnce() -> OTelSdkResult + Send + 'static) {
    let working = working.clone();
    thread::spawn(move || {
        let _ = work();
        drop(working);
    });
}

/// Who it is that tells. What `OTEL_RESOURCE_ATTRIBUTES` says comes last, and wins.
fn resource(environment: Environment) -> Resource {
    let environment = match environment {
        Environment::Development => "development",
        Environment::Production => "production",
    };
    Resource::builder_empty()
        .with_detector(Box::new(TelemetryResourceDetector))
        .with_service_name(env!("CARGO_PKG_NAME"))
        .with_attributes([
            KeyValue::new("service.version", env!("CARGO_PKG_VERSION")),
            KeyValue::new("service.instance.id", Uuid::now_v7().to_string()),
            KeyValue::new("deployment.environment.name", environment),
        ])
        .with_detector(Box::new(EnvResourceDetector::new()))
        .build()
}
