//! For those who operate the service.

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;

use crate::engine::Client;

/// `GET /healthz` and `GET /metrics`.
pub fn operations(client: Client) -> Router {
    Router::new()
        .route("/healthz", get(health))
        .with_state(client.clone())
        .merge(metrics(client))
}

/// `GET /metrics` alone, for a program that has health checks of its own, which ask [`Client::is_open`].
pub fn metrics(client: Client) -> Router {
    Router::new()
        .route("/metrics", get(counted))
        .with_state(client)
}

/// Whether the engine takes requests: its thread has not died.
async fn health(State(client): State<Client>) -> impl IntoResponse {
    if client.is_open() {
        (StatusCode::OK, "ok\n")
    } else {
        (
            StatusCode::SERVICE_UNAVAILABLE,
            "the model is not available\n",
        )
    }
}

async fn counted(State(client): State<Client>) -> impl IntoResponse {
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    let text = client.metrics().render(client.waiting(), client.arriving());
    ([(header::CONTENT_TYPE, kind)], text)
}
