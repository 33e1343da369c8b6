//! Start and stop.

use std::time::Duration;

use anyhow::Context;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::TcpListener;
use tokio::time::timeout;

use crate::compose::{self, Service};
use crate::readiness::Ready;
use crate::settings::Settings;
use crate::shutdown::Signals;
use crate::{connections, telemetry};

/// How long connections to the database may take to be given back. One on which nothing arrives any more
/// never is.
const CLOSING: Duration = Duration::from_secs(1);

/// Answers requests until told to stop, and then finishes those that were begun, unless told again.
///
/// # Errors
/// When the service cannot start.
pub(crate) async fn run(settings: &Settings) -> anyhow::Result<()> {
    telemetry::init(settings.environment, &settings.log);
    let mut signals = Signals::new().context("cannot wait for signals")?;
    let version = env!("CARGO_PKG_VERSION");
    tracing::info!(version, environment = ?settings.environment, "starting");

    // A database that does not answer, or a long migration, must not keep the service from stopping.
    let (listener, service) = tokio::select! {
        () = signals.next() => {
            tracing::info!("stopped while starting");
            return Ok(());
        }
        started = start(settings) => started?,
    };

    let Service {
        router,
        ready,
        store,
    } = service;
    let server = &settings.server;
    let open = GracefulShutdown::new();
    let accepting = connections::accept(listener, router, server.keep_alive, &open);
    tokio::select! {
        () = told_to_stop(&mut signals, &ready, server.shutdown_delay) => {}
        never = accepting => match never {},
    }
    let is_finished = tokio::select! {
        // Told again, it is somebody who wants it to end.
        () = signals.next() => false,
        finished = timeout(server.shutdown_grace, open.shutdown()) => finished.is_ok(),
    };
    if !is_finished {
        tracing::warn!("stopped, with requests unfinished");
        return Ok(());
    }
    if timeout(CLOSING, store.close()).await.is_ok() {
        tracing::info!("stopped");
    } else {
        tracing::warn!("stopped, with connections to the database open");
    }
    Ok(())
}

/// Waits for a signal to stop, and says from then on that the service is not ready. Whoever sends it
/// requests has until `delay` has passed, or until the next signal, to send them elsewhere.
async fn told_to_stop(signals: &mut Signals, ready: &Ready, delay: Duration) {
    signals.next().await;
    ready.stop();
    tracing::info!("stopping");
    let _ = timeout(delay, signals.next()).await;
}

async fn start(settings: &Settings) -> anyhow::Result<(TcpListener, Service)> {
    let service = compose::service(settings).await?;
    let (host, port) = (settings.server.host, settings.server.port);
    let listener = TcpListener::bind((host, port)).await.with_context(|| {
        format!(
            "cannot listen on {host}, port {port}: settings `server.host` and `server.port`; where \
             the port is taken, `--set server.port=0` takes any that is free"
        )
    })?;
    tracing::info!(address = %listener.local_addr()?, "listening");
    Ok((listener, service))
}
