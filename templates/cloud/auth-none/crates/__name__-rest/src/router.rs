//! Puts the routes together.

use axum::Router;
use utoipa_axum::router::OpenApiRouter;

use crate::health::Readiness;
use crate::interface::{self, Config};

/// The routes of a part of the API.
pub struct Api {
    /// Those that change nothing.
    pub reads: OpenApiRouter,
    /// Those that change something.
    pub writes: OpenApiRouter,
}

/// The whole HTTP interface: the API, its description at `/openapi.json` and `/docs`, and the
/// health checks.
pub fn router(config: Config, api: Api, readiness: impl Readiness) -> Router {
    interface::around(api.reads.merge(api.writes), config, readiness)
}
