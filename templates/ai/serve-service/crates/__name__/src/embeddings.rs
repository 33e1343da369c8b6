//! Embeddings, behind the settings, the guard and the log of this service.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::available_parallelism;

use anyhow::Context;
use axum::{Extension, Router};
use inference::Embedder;
use serde::{Deserialize, Serialize};
use serve::Engine;
use tokio::task::spawn_blocking;
use web::Interface;
use web::access::{Guard, Read};

#[derive(Deserialize, Serialize)]
pub(crate) struct Settings {
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<PathBuf>,
    queue: NonZeroUsize,
    batch_tokens: NonZeroUsize,
}

/// Adds the routes of `OpenAI`'s API for embeddings, if there is a model. They change nothing: who
/// may read may ask.
///
/// # Errors
/// When the model cannot be loaded.
pub(crate) async fn mount(
    api: Interface,
    guard: &Guard,
    settings: &Settings,
) -> anyhow::Result<Interface> {
    let Some(folder) = settings.model.clone() else {
        tracing::info!("no embeddings, for `embeddings.model` names no folder");
        return Ok(api);
    };
    let name = folder.file_name().unwrap_or(folder.as_os_str());
    let serving = serve::Settings {
        name: name.to_string_lossy().into_owned(),
        queue: settings.queue,
        batch_tokens: settings.batch_tokens,
    };
    let threads = available_parallelism().context("the number of cores is unknown")?;
    let model = spawn_blocking(move || Embedder::load(folder, threads))
        .await?
        .context("setting `embeddings.model`")?;
    let engine = Engine::start(model, serving)?;
    tracing::info!(model = engine.client().name(), "embeddings");

    // The engine is dropped with the routes that ask it, when all requests have been answered.
    let routes = serve::api(engine.client()).layer(Extension(Arc::new(engine)));
    Ok(api.merge(Interface {
        api: routes.route_layer(guard.require::<Read>()),
        pages: Router::new(),
    }))
}
