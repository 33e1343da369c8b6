//! What a collector is told, and that the service does not depend on one.

mod collector;

use std::fmt::Write;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::http::Request;
use opentelemetry_proto::tonic::logs::v1::LogRecord;
use opentelemetry_proto::tonic::metrics::v1::metric::Data;
use opentelemetry_proto::tonic::metrics::v1::{Gauge, Histogram, Sum};
use opentelemetry_proto::tonic::trace::v1::Span;
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use opentelemetry_proto::tonic::trace::v1::status::StatusCode as SpanStatus;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

use self::collector::{Collector, Received, text, texts};
use crate::access::editor;
use crate::api::{self, FIND, LIST, MAKE};
use crate::support::{Answer, Home, Service};

/// An example of W3C Trace Context.
const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "b7ad6b7169203331";

/// What an id in a path is told by.
const ID: &str = "019ab0c5-5a80-7d3e-9c1f-2b6a4f0e8d11";

fn endpoint(address: SocketAddr) -> String {
    format!("telemetry.endpoint=http://{address}")
}

/// The header of a caller who records the trace, or does not.
fn traceparent(recorded: bool) -> String {
    format!("00-{TRACE}-{PARENT}-0{}", u8::from(recorded))
}

/// Asks for a list.
async fn list(service: &Service, traceparent: &str) -> Answer {
    let traced = |request| editor(request).header("traceparent", traceparent);
    service.send(api::list(traced)).await
}

/// Looks for what is not there.
async fn find(service: &Service, traceparent: &str) -> Answer {
    let traced = |request| editor(request).header("traceparent", traceparent);
    service.send(api::find(ID, traced)).await
}

/// A request whose body never comes.
async fn unfinished(address: SocketAddr) -> String {
    let (path, body) = MAKE;
    let request = editor(Request::post(path)).body(()).unwrap();
    let mut head = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n",
        body.len()
    );
    for (name, value) in request.headers() {
        write!(head, "{name}: {}\r\n", value.to_str().unwrap()).unwrap();
    }
    head.push_str("\r\n");
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

async fn stop(service: Service) -> String {
    service.terminate();
    let (status, log) = service.stopped().await;
    assert!(status.success(), "{log}");
    log
}

fn hex(id: &[u8]) -> String {
    let mut text = String::new();
    for byte in id {
        write!(text, "{byte:02x}").unwrap();
    }
    text
}

/// The attributes of each point of a metric.
fn points(received: &Received, metric: &str) -> Vec<Vec<String>> {
    let mut points = Vec::new();
    for metric in received.metrics.iter().filter(|it| it.name == metric) {
        match metric.data.as_ref().unwrap() {
            Data::Gauge(Gauge { data_points }) | Data::Sum(Sum { data_points, .. }) => {
                points.extend(data_points.iter().map(|point| texts(&point.attributes)));
            }
            Data::Histogram(Histogram { data_points, .. }) => {
                points.extend(data_points.iter().map(|point| texts(&point.attributes)));
            }
            other => panic!("{other:?}"),
        }
    }
    points
}

fn status(span: &Span) -> SpanStatus {
    span.status.clone().unwrap_or_default().code()
}

/// The one span with this name.
fn span<'a>(received: &'a Received, name: &str) -> &'a Span {
    let names: Vec<&str> = received.spans.iter().map(|it| it.name.as_str()).collect();
    let mut found = received.spans.iter().filter(|it| it.name == name);
    let (Some(span), None) = (found.next(), found.next()) else {
        panic!("not one {name} among {names:?}");
    };
    span
}

/// The log record with this message.
fn record<'a>(received: &'a Received, message: &str) -> &'a LogRecord {
    let of_message = |(_, record): &&(String, LogRecord)| text(record.body.as_ref()) == message;
    &received.logs.iter().find(of_message).unwrap().1
}

#[tokio::test]
async fn a_request_goes_on_with_the_trace_of_its_caller() {
    let home = Home::new();
    let (collector, address) = Collector::start();
    let service = home.start(&[&endpoint(address)]).await;
    let (method, route, absent) = FIND;
    assert_eq!(find(&service, &traceparent(true)).await.status, absent);
    assert_eq!(service.get("/readyz").await.status, 200);
    let written = stop(service).await;

    let received = collector.received();
    assert_eq!(received.spans.len(), 1, "health checks have none");
    let span = span(&received, &format!("{method} {route}"));
    assert_eq!(span.kind(), SpanKind::Server);
    assert_eq!(hex(&span.trace_id), TRACE);
    assert_eq!(hex(&span.parent_span_id), PARENT);
    // That its client is wrong is no error of the server's.
    assert_eq!(status(span), SpanStatus::Unset);
    let expected = [
        format!("http.request.method={method}"),
        format!("http.response.status_code={absent}"),
        format!("http.route={route}"),
        format!("url.path={}", route.replace("{id}", ID)),
        "url.scheme=http".to_owned(),
    ];
    assert_eq!(texts(&span.attributes), expected);

    let answered = record(&received, "answered");
    assert_eq!(hex(&answered.trace_id), TRACE);
    assert_eq!(answered.span_id, span.span_id);
    assert!(texts(&answered.attributes).contains(&format!("status={absent}")));
    assert!(!written.contains("otel.kind"), "{written}");
}

#[tokio::test]
async fn measurements_are_told_apart_by_routes_and_never_by_paths() {
    let home = Home::new();
    let (collector, address) = Collector::start();
    let service = home.start(&[&endpoint(address)]).await;
    let (method, route, absent) = FIND;
    assert_eq!(find(&service, "").await.status, absent);
    assert_eq!(service.get(&format!("/nowhere/{ID}")).await.status, 404);
    let listed = api::list(editor);
    let listing = listed.method().to_string();
    assert_eq!(service.send(listed).await.status, 200);
    stop(service).await;

    let received = collector.received();
    let of = |method: &str, route: Option<&str>, status: u16| {
        let route = route.map(|route| format!("http.route={route}"));
        let mut point = vec![format!("http.request.method={method}")];
        point.push(format!("http.response.status_code={status}"));
        point.extend(route);
        point.push("url.scheme=http".to_owned());
        point
    };
    let durations = points(&received, "http.server.request.duration");
    for expected in [
        of(method, Some(route), absent),
        of("GET", None, 404),
        of(&listing, Some(LIST), 200),
    ] {
        assert!(durations.contains(&expected), "{durations:?}");
    }
    let active = points(&received, "http.server.active_requests");
    assert!(!active.is_empty());
    let all = format!("{:?}", received.metrics);
    assert!(!all.contains(ID), "{all}");
    // Where the unit is seconds, these are the conventions' buckets.
    let bounds = "explicit_bounds: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0]";
    assert!(all.contains(bounds) && all.contains("unit: \"s\""), "{all}");

    let pool = points(&received, "db.client.connection.count").concat();
    for state in ["used", "idle"] {
        let state = format!("db.client.connection.state={state}");
        assert!(pool.contains(&state), "{pool:?}");
    }
    for gauge in [
        "tokio.workers",
        "tokio.alive_tasks",
        "tokio.global_queue_depth",
    ] {
        assert!(!points(&received, gauge).is_empty(), "{gauge}");
    }
}

#[tokio::test]
async fn an_error_of_the_server_is_one_in_the_trace() {
    let home = Home::new();
    let (collector, address) = Collector::start();
    let limit = "server.request_timeout_seconds=1";
    let service = home.start(&[&endpoint(address), limit]).await;
    let answer = unfinished(service.address).await;
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
    stop(service).await;

    let received = collector.received();
    let span = span(&received, &format!("POST {}", MAKE.0));
    assert_eq!(status(span), SpanStatus::Error);
    let attributes = texts(&span.attributes);
    assert!(
        attributes.contains(&"error.type=503".to_owned()),
        "{attributes:?}"
    );
    let failed = record(&received, "failed");
    assert_eq!(failed.trace_id, span.trace_id);
}

#[tokio::test]
async fn it_says_who_it_is() {
    let home = Home::new();
    let (collector, address) = Collector::start();
    stop(home.start(&[&endpoint(address)]).await).await;

    let received = collector.received();
    assert!(!received.resources.is_empty());
    for resource in &received.resources {
        let attributes = texts(&resource.attributes);
        for expected in [
            concat!("service.name=", env!("CARGO_PKG_NAME")),
            concat!("service.version=", env!("CARGO_PKG_VERSION")),
            "deployment.environment.name=production",
        ] {
            assert!(attributes.iter().any(|it| it == expected), "{attributes:?}");
        }
    }
}

#[tokio::test]
async fn of_traces_that_begin_here_a_share_is_exported_and_of_others_what_the_caller_records() {
    let home = Home::new();
    let (collector, address) = Collector::start();
    let none = "telemetry.sampling_ratio=0";
    let service = home.start(&[&endpoint(address), none]).await;
    for traceparent in ["", &traceparent(false), &traceparent(true)] {
        assert_eq!(list(&service, traceparent).await.status, 200);
    }
    stop(service).await;

    let received = collector.received();
    assert_eq!(received.spans.len(), 1);
    assert_eq!(hex(&received.spans[0].parent_span_id), PARENT);
}

#[tokio::test]
async fn what_exports_is_not_exported() {
    let home = Home::new();
    let (collector, address) = Collector::start();
    let everything = "log.filter=trace";
    let often = "telemetry.metrics_interval_seconds=1";
    let service = home.start(&[&endpoint(address), everything, often]).await;
    assert_eq!(list(&service, "").await.status, 200);
    // Until something has been exported.
    while collector.received().metrics.is_empty() {
        sleep(Duration::from_millis(50)).await;
    }
    let written = stop(service).await;
    assert!(written.contains("\"target\":\"h2::"), "{written}");

    let received = collector.received();
    assert_eq!(received.spans.len(), 1);
    let own = ["h2", "hyper", "hyper_util", "tonic", "tower"];
    for (scope, record) in &received.logs {
        let its_crate = scope.split("::").next().unwrap();
        assert!(
            !own.contains(&its_crate) && !its_crate.starts_with("opentelemetry"),
            "{scope}: {record:?}"
        );
    }
    let web = concat!(env!("CARGO_PKG_NAME"), "-web::").replace('-', "_");
    assert!(
        received
            .logs
            .iter()
            .any(|(scope, _)| scope.starts_with(&web))
    );
}

#[tokio::test]
async fn what_a_start_that_fails_has_logged_arrives() {
    let home = Home::new();
    let (collector, address) = Collector::start();
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = format!("server.port={}", taken.local_addr().unwrap().port());
    let endpoint = endpoint(address);
    let output = home
        .run(&["serve", "--set", &port, "--set", &endpoint])
        .await;
    assert!(!output.status.success());
    record(&collector.received(), "starting");
}

/// Asks and stops the service, which can only complain.
async fn works_without(endpoint: &str) {
    let home = Home::new();
    let start = Instant::now();
    let (limit, grace) = (Duration::from_secs(1), Duration::from_secs(20));
    let service = home
        .start(&[
            endpoint,
            "telemetry.export_timeout_seconds=1",
            "telemetry.metrics_interval_seconds=1",
            "server.shutdown_grace_seconds=20",
        ])
        .await;
    // Longer than it takes to export twice.
    while start.elapsed() < Duration::from_secs(4) {
        assert_eq!(list(&service, "").await.status, 200);
        sleep(Duration::from_millis(50)).await;
    }
    let told = Instant::now();
    let log = stop(service).await;
    assert!(told.elapsed() < grace + limit, "{:?}", told.elapsed());

    let complaints = log.matches("\"target\":\"opentelemetry").count();
    let minutes = usize::try_from(start.elapsed().as_secs() / 60).unwrap();
    assert!((1..=1 + minutes).contains(&complaints), "{log}");
}

#[tokio::test]
async fn nobody_has_to_listen() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    works_without(&endpoint(address)).await;
}

#[tokio::test]
async fn nobody_has_to_answer() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = silent.local_addr().unwrap();
    let listening = tokio::spawn(async move {
        let mut streams = Vec::new();
        while let Ok((stream, _)) = silent.accept().await {
            streams.push(stream);
        }
    });
    works_without(&endpoint(address)).await;
    listening.abort();
}

#[tokio::test]
async fn a_wrong_setting_is_refused_by_name() {
    let home = Home::new();
    for (key, values) in [
        (
            "endpoint",
            &[
                "localhost:4317",
                "https://a:4317",
                "http://a",
                "http://u:p@a:1",
                "http://a:1/v1",
            ][..],
        ),
        ("sampling_ratio", &["1.5", "-0.1", "NaN", "half"]),
        ("export_timeout_seconds", &["0", "soon"]),
        ("metrics_interval_seconds", &["0"]),
    ] {
        for value in values {
            let setting = format!("telemetry.{key}={value}");
            let output = home.run(&["config", "check", "--set", &setting]).await;
            let error = String::from_utf8(output.stderr).unwrap();
            let expected = format!(
                "error: setting `telemetry.{key}` (from --set) is not valid; defaults.toml says: "
            );
            assert!(error.starts_with(&expected), "{setting}: {error}");
        }
    }
    let output = home
        .run(&["config", "show", "--set", "telemetry.sampling_ratio=0.25"])
        .await;
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(shown.contains("sampling_ratio = 0.25\n"), "{shown}");
}
