//! What an orchestrator asks: whether the process lives, and whether to send it requests.

use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::problem::Problem;

/// Tells whether the service can answer requests now.
pub trait Readiness: Clone + Send + Sync + 'static {
    /// Whether everything that requests need is there.
    fn is_ready(&self) -> impl Future<Output = bool> + Send;
}

pub(crate) fn routes<R: Readiness>(readiness: R) -> OpenApiRouter {
    let readyz = readyz::<R>;
    OpenApiRouter::new()
        .routes(routes!(healthz))
        .routes(routes!(readyz))
        .with_state(readiness)
}

/// Is the process alive? If not, restart it.
#[utoipa::path(get, path = "/healthz", tag = "health", responses((status = OK, body = str)))]
async fn healthz() -> &'static str {
    "alive"
}

/// Can it answer requests? If not, send them elsewhere.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "health",
    responses((status = OK, body = str), Problem)
)]
async fn readyz<R: Readiness>(State(readiness): State<R>) -> Result<&'static str, Problem> {
    if readiness.is_ready().await {
        Ok("ready")
    } else {
        Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "not_ready"))
    }
}
