//! Puts the routes together, and guards them.

mod security;

use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use web::Interface;
use web::access::{Guard, Read, Write};

use crate::page;

/// The routes of a part of the API.
pub struct Api {
    /// Those that change nothing.
    pub reads: OpenApiRouter,
    /// Those that change something.
    pub writes: OpenApiRouter,
}

/// The API, and its description at `/openapi.json` and `/docs`.
pub fn interface(api: Api, guard: &Guard) -> Interface {
    let (api, mut description) = OpenApiRouter::with_openapi(page::Description::openapi())
        .merge(security::require::<Read>(api.reads, guard))
        .merge(security::require::<Write>(api.writes, guard))
        .split_for_parts();
    security::describe(&mut description);
    let pages = page::of(description);
    Interface { api, pages }
}
