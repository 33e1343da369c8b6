//! What an orchestrator asks: whether the process lives, and whether to send it requests.

mod shared;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;

pub use self::shared::Shared;
use crate::problem::Problem;

/// Tells whether the service can answer requests now.
pub trait Readiness: Clone + Send + Sync + 'static {
    /// Whether everything that requests need is there.
    fn is_ready(&self) -> impl Future<Output = bool> + Send;
}

pub(crate) fn routes<R: Readiness>(readiness: R) -> Router {
    Router::new()
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz::<R>))
        .with_state(readiness)
}

/// Is the process alive? If not, restart it.
async fn healthz() -> &'static str {
    "alive"
}

/// Can it answer requests? If not, send them elsewhere.
async fn readyz<R: Readiness>(State(readiness): State<R>) -> Result<&'static str, Problem> {
    if readiness.is_ready().await {
        Ok("ready")
    } else {
        Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "not_ready"))
    }
}
