//! What the environment adds to what is sent.

use super::collector::Collector;
use super::{endpoint, list, stop};
use crate::support::{Home, Service};

#[tokio::test]
async fn headers_that_would_be_left_out_are_refused_and_not_shown() {
    let home = Home::new();
    for (variable, headers) in [
        ("OTEL_EXPORTER_OTLP_HEADERS", "hunter2"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "a=b,authorization: hunter2"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "the token=hunter2"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "authorization= ,a=hunter2"),
        ("OTEL_EXPORTER_OTLP_HEADERS", "a=Bearer%20hunter2%0A"),
        ("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "hunter2"),
    ] {
        for arguments in [&["config", "check"][..], &["serve"]] {
            let mut command = home.command(arguments);
            let output = command.env(variable, headers).output().await.unwrap();
            let error = String::from_utf8(output.stderr).unwrap();
            let expected = format!("error: the environment variable {variable} is not ");
            assert!(error.starts_with(&expected), "{headers}: {error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
    }
}

#[tokio::test]
async fn headers_arrive_as_they_are_meant() {
    let home = Home::new();
    let (collector, address) = Collector::start();
    let mut command = home.start_command(&[&endpoint(address)]);
    let headers = "authorization=Basic%20YTpi==, api-key = 4711,";
    command.env("OTEL_EXPORTER_OTLP_HEADERS", headers);
    let service = Service::start(command).await;
    assert_eq!(list(&service, "").await.status, 200);
    stop(service).await;

    let received = collector.received();
    let [first, ..] = &received.metadata[..] else {
        panic!("nothing has arrived");
    };
    assert_eq!(first.get("authorization").unwrap(), "Basic YTpi==");
    assert_eq!(first.get("api-key").unwrap(), "4711");
}
