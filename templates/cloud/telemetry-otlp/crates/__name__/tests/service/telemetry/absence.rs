//! No collector, or none that answers.

use std::time::{Duration, Instant};

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
