//! The program: reads its settings, loads the model, and answers until it is told to stop.

#![forbid(unsafe_code)]

mod settings;
mod shutdown;

use std::io::{self, IsTerminal};
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use clap::Parser;
use inference::Embedder;
use serve::Engine;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::time::sleep;
use tracing_subscriber::Layer;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::settings::Settings;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let settings = Settings::parse();
    let log = fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal());
    tracing_subscriber::registry()
        .with(log.with_filter(settings.log.clone()))
        .init();
    run(&settings).await
}

async fn run(settings: &Settings) -> anyhow::Result<()> {
    let told_to_stop = shutdown::requested().context("cannot wait for signals")?;
    let threads = settings.threads()?;
    tracing::info!(folder = %settings.model.display(), %threads, "loading the model");
    let model = Embedder::load(&settings.model, threads).context("cannot load the model")?;
    let engine = Engine::start(model, settings.engine())?;
    let router = serve::api(engine.client()).merge(serve::operations(engine.client()));

    let listener = TcpListener::bind(settings.address)
        .await
        .with_context(|| format!("cannot listen on {}", settings.address))?;
    tracing::info!(address = %listener.local_addr()?, model = engine.client().name(), "listening");
    if answer(listener, router, told_to_stop, settings.grace()).await? {
        engine.close().await;
        tracing::info!("stopped");
    } else {
        tracing::warn!("stopped, with requests unfinished");
    }
    Ok(())
}

/// Answers until told to stop, then finishes what was begun; whether that was done before `grace` was over.
async fn answer(
    listener: TcpListener,
    router: Router,
    told_to_stop: impl Future<Output = ()> + Send + 'static,
    grace: Duration,
) -> io::Result<bool> {
    let (stop, stopping) = oneshot::channel();
    let server = axum::serve(listener, router).with_graceful_shutdown(async move {
        told_to_stop.await;
        tracing::info!("stopping");
        let _ = stop.send(());
    });
    let too_late = async {
        let _ = stopping.await;
        sleep(grace).await;
    };
    tokio::select! {
        finished = server => finished.map(|()| true),
        () = too_late => Ok(false),
    }
}
