//! Start and stop.

use anyhow::Context;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::time::timeout;

use crate::settings::Settings;
use crate::{compose, connections, shutdown, telemetry};

/// Answers requests until told to stop, and then finishes those that were begun.
///
/// # Errors
/// When the service cannot start.
pub(crate) async fn run(settings: &Settings) -> anyhow::Result<()> {
    telemetry::init(settings.environment, &settings.log);
    let version = env!("CARGO_PKG_VERSION");
    tracing::info!(version, environment = ?settings.environment, "starting");

    let told_to_stop = shutdown::requested().context("cannot wait for signals")?;
    let (router, store) = compose::service(settings).await?;

    let server = &settings.server;
    let (host, port) = (server.host, server.port);
    let listener = TcpListener::bind((host, port))
        .await
        .with_context(|| format!("cannot listen on {host}, port {port}"))?;
    tracing::info!(address = %listener.local_addr()?, "listening");

    let open = GracefulShutdown::new();
    let accepting = connections::accept(listener, router, server.request_timeout, &open);
    tokio::select! {
        () = told_to_stop => tracing::info!("stopping"),
        never = accepting => match never {},
    }
    let finished = timeout(server.shutdown_grace, open.shutdown()).await;
    if finished.is_err() {
        tracing::warn!("stopped, with requests unfinished");
        return Ok(());
    }
    store.close().await;
    tracing::info!("stopped");
    Ok(())
}
