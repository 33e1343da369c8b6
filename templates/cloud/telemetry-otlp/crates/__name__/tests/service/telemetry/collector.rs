//! A collector that keeps whatever it is told.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard};

use opentelemetry_proto::tonic::collector::logs::v1::logs_service_server::{
    LogsService, LogsServiceServer,
};
use opentelemetry_proto::tonic::collector::logs::v1::{
    ExportLogsServiceRequest, ExportLogsServiceResponse,
};
use opentelemetry_proto::tonic::collector::metrics::v1::metrics_service_server::{
    MetricsService, MetricsServiceServer,
};
use opentelemetry_proto::tonic::collector::metrics::v1::{
    ExportMetricsServiceRequest, ExportMetricsServiceResponse,
};
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{
    TraceService, TraceServiceServer,
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use opentelemetry_proto::tonic::logs::v1::LogRecord;
use opentelemetry_proto::tonic::metrics::v1::Metric;
use opentelemetry_proto::tonic::resource::v1::Resource;
use opentelemetry_proto::tonic::trace::v1::Span;
use tonic::metadata::MetadataMap;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status};

/// What has arrived.
#[derive(Default)]
pub(crate) struct Received {
    /// Of each export.
    pub(crate) resources: Vec<Resource>,
    pub(crate) spans: Vec<Span>,
    /// With the names of their scopes, which are the targets of the events.
    pub(crate) logs: Vec<(String, LogRecord)>,
    pub(crate) metrics: Vec<Metric>,
    /// Of each export of spans.
    pub(crate) metadata: Vec<MetadataMap>,
}

/// Clones share what has arrived.
#[derive(Clone, Default)]
pub(crate) struct Collector(Arc<Mutex<Received>>);

impl Collector {
    /// Listens on a free port, as long as the test runs.
    pub(crate) fn start() -> (Self, SocketAddr) {
        let collector = Self::default();
        let incoming = TcpIncoming::bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
        let address = incoming.local_addr().unwrap();
        let server = Server::builder()
            .add_service(TraceServiceServer::new(collector.clone()))
            .add_service(MetricsServiceServer::new(collector.clone()))
            .add_service(LogsServiceServer::new(collector.clone()));
        tokio::spawn(server.serve_with_incoming(incoming));
        (collector, address)
    }

    pub(crate) fn received(&self) -> MutexGuard<'_, Received> {
        self.0.lock().unwrap()
    }
}

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let mut received = self.received();
        received.metadata.push(request.metadata().clone());
        for of_resource in request.into_inner().resource_spans {
            received.resources.extend(of_resource.resource);
            let scopes = of_resource.scope_spans.into_iter();
            received.spans.extend(scopes.flat_map(|scope| scope.spans));
        }
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

#[tonic::async_trait]
impl MetricsService for Collector {
    async fn export(
        &self,
        request: Request<ExportMetricsServiceRequest>,
    ) -> Result<Response<ExportMetricsServiceResponse>, Status> {
        let mut received = self.received();
        for of_resource in request.into_inner().resource_metrics {
            received.resources.extend(of_resource.resource);
            let scopes = of_resource.scope_metrics.into_iter();
            received
                .metrics
                .extend(scopes.flat_map(|scope| scope.metrics));
        }
        Ok(Response::new(ExportMetricsServiceResponse::default()))
    }
}

#[tonic::async_trait]
impl LogsService for Collector {
    async fn export(
        &self,
        request: Request<ExportLogsServiceRequest>,
    ) -> Result<Response<ExportLogsServiceResponse>, Status> {
        let mut received = self.received();
        for of_resource in request.into_inner().resource_logs {
            received.resources.extend(of_resource.resource);
            for of_scope in of_resource.scope_logs {
                let name = of_scope.scope.unwrap_or_default().name;
                let records = of_scope.log_records.into_iter();
                received
                    .logs
                    .extend(records.map(|record| (name.clone(), record)));
            }
        }
        Ok(Response::new(ExportLogsServiceResponse::default()))
    }
}

/// Attributes as `key=value`, in the order of the keys.
pub(crate) fn texts(attributes: &[KeyValue]) -> Vec<String> {
    let mut texts: Vec<String> = attributes
        .iter()
        .map(|attribute| format!("{}={}", attribute.key, text(attribute.value.as_ref())))
        .collect();
    texts.sort();
    texts
}

/// A value that is a text or a number.
pub(crate) fn text(value: Option<&AnyValue>) -> String {
    match value.and_then(|value| value.value.as_ref()) {
        Some(Value::StringValue(text)) => text.clone(),
        Some(Value::IntValue(number)) => number.to_string(),
        other => format!("{other:?}"),
    }
}
