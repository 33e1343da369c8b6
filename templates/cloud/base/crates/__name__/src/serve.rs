//! Start and stop.

use std::pin::pin;

use anyhow::Context;
use axum::Router;
use hyper_util::server::graceful::GracefulShutdown;
use store::Store;
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
    let mut told_to_stop = pin!(shutdown::requested().context("cannot wait for signals")?);
    let version = env!("CARGO_PKG_VERSION");
    tracing::info!(version, environment = ?settings.environment, "starting");

    // A database that does not answer, or a long migration, must not keep the service from stopping.
    let (listener, router, store) = tokio::select! {
        () = &mut told_to_stop => {
            tracing::info!("stopped while starting");
            return Ok(());
        }
        started = start(settings) => started?,
    };

    let server = &settings.server;
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

async fn start(settings: &Settings) -> anyhow::Result<(TcpListener, Router, Store)> {
    let (router, store) = compose::service(settings).await?;
    let (host, port) = (settings.server.host, settings.server.port);
    let listener = TcpListener::bind((host, port)).await.with_context(|| {
        format!(
            "cannot listen on {host}, port {port}: settings `server.host` and `server.port`; \
             `--set server.port=0` takes any free port"
        )
    })?;
    tracing::info!(address = %listener.local_addr()?, "listening");
    Ok((listener, router, store))
}
