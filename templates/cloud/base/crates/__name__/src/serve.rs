//! Start and stop.

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::settings::Settings;
use crate::{compose, shutdown, telemetry};

/// Answers requests until told to stop, and then finishes those that were begun.
///
/// # Errors
/// When the service cannot start.
pub(crate) async fn run(settings: &Settings) -> anyhow::Result<()> {
    telemetry::init(settings.environment, &settings.log);
    let version = env!("CARGO_PKG_VERSION");
    tracing::info!(version, environment = ?settings.environment, "starting");

    let told_to_stop = shutdown::requested().context("cannot wait for signals")?;
    let (stop, stopping) = watch::channel(false);
    let (router, store) = compose::service(settings, stopping.clone()).await?;

    let (host, port) = (settings.server.host, settings.server.port);
    let listener = TcpListener::bind((host, port))
        .await
        .with_context(|| format!("cannot listen on {host}, port {port}"))?;
    tracing::info!(address = %listener.local_addr()?, "listening");

    let server = axum::serve(listener, router).with_graceful_shutdown(async move {
        told_to_stop.await;
        tracing::info!("stopping");
        stop.send_replace(true);
    });
    tokio::select! {
        result = server => result?,
        () = overdue(settings, stopping) => {
            tracing::warn!("stopped, with requests unfinished");
            return Ok(());
        }
    }
    store.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Waits until the service should have stopped.
async fn overdue(settings: &Settings, mut stopping: watch::Receiver<bool>) {
    // Fails if the server is gone, and then nobody waits for the answer.
    let _ = stopping.wait_for(|stopping| *stopping).await;
    tokio::time::sleep(settings.server.shutdown_grace).await;
}
