//! No collector, or none that answers.

use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::time::sleep;

use super::{endpoint, list, stop};
use crate::support::Home;

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

    assert!(!log.contains("\"target\":\"opentelemetry"), "{log}");
    let complaints = log.matches("`telemetry.endpoint`").count();
    let minutes = usize::try_from(start.elapsed().as_secs() / 60).unwrap();
    assert!((1..=1 + minutes).contains(&complaints), "{log}");
    let complaint = log.lines().find(|it| it.contains("`telemetry.endpoint`"));
    let complaint: Value = serde_json::from_str(complaint.unwrap()).unwrap();
    let (_, address) = endpoint.split_once('=').unwrap();
    assert_eq!(complaint["fields"]["endpoint"], address);
    let error = complaint["fields"]["error"].as_str().unwrap();
    assert!(error.contains("gRPC code"), "{error}");
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
async fn a_start_that_fails_says_nothing_else() {
    let home = Home::new();
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = taken.local_addr().unwrap();
    let port = format!("server.port={}", address.port());
    // Nobody who listens there speaks this protocol.
    let endpoint = endpoint(address);
    let limit = "telemetry.export_timeout_seconds=1";
    let output = home
        .run(&["serve", "--set", &port, "--set", &endpoint, "--set", limit])
        .await;

    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    let (before, error) = said.split_once("error: ").unwrap();
    assert!(error.starts_with("cannot listen on "), "{said}");
    assert!(!before.contains("telemetry"), "{said}");
}
