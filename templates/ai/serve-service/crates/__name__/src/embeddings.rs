//! Embeddings, behind the settings, the guard and the log of this service.

#[cfg(test)]
mod tests;

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::available_parallelism;

use anyhow::Context;
use axum::Extension;
use axum::extract::DefaultBodyLimit;
use inference::Embedder;
use serde::{Deserialize, Serialize};
use serve::{Client, Engine};
use tokio::task::spawn_blocking;
use web::access::{Guard, Read};
use web::{Interface, Readiness};

#[derive(Deserialize, Serialize)]
pub(crate) struct Settings {
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<PathBuf>,
    queue: NonZeroUsize,
    batch_tokens: NonZeroUsize,
    max_body_bytes: usize,
}

/// Ready while what it stands around is, and the model, if there is one, has not died. That it never
/// comes back to life is for whoever runs the service: a panic says nothing of what else is broken.
#[derive(Clone)]
pub(crate) struct WithModel<R>(R, Option<Client>);

/// Adds the routes of `OpenAI`'s API for embeddings, if there is a model. They change nothing: who
/// may read may ask. What is counted of them is for everybody, as health checks are.
///
/// # Errors
/// When the model cannot be loaded.
pub(crate) async fn mount<R>(
    api: Interface,
    ready: R,
    guard: &Guard,
    settings: &Settings,
) -> anyhow::Result<(Interface, WithModel<R>)> {
    let Some(folder) = settings.model.clone() else {
        tracing::info!("no embeddings, for `embeddings.model` names no folder");
        return Ok((api, WithModel(ready, None)));
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
    let client = engine.client();
    tracing::info!(model = client.name(), "embeddings");

    // The engine is dropped with the routes that ask it, when all requests have been answered.
    let routes = serve::api(client.clone())
        .layer(Extension(Arc::new(engine)))
        .layer(DefaultBodyLimit::max(settings.max_body_bytes));
    let api = api.merge(Interface {
        api: routes.route_layer(guard.require::<Read>()),
        pages: serve::metrics(client.clone()),
    });
    Ok((api, WithModel(ready, Some(client))))
}

impl<R: Readiness> Readiness for WithModel<R> {
    async fn is_ready(&self) -> bool {
        let Self(ready, client) = self;
        let lives = client.as_ref().is_none_or(Client::is_open);
        if !lives {
            tracing::warn!("the model has died");
        }
        lives && ready.is_ready().await
    }
}
