//! Puts the routes together.

use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use web::Interface;
use web::access::Guard;

use crate::page;

/// The routes of a part of the API.
pub struct Api {
    /// Those that change nothing.
    pub reads: OpenApiRouter,
    /// Those that change something.
    pub writes: OpenApiRouter,
}

/// The API, and its description at `/openapi.json` and `/docs`.
pub fn interface(api: Api, _: &Guard) -> Interface {
    let (api, description) = OpenApiRouter::with_openapi(page::Description::openapi())
        .merge(api.reads)
        .merge(api.writes)
        .split_for_parts();
    let pages = page::of(description);
    Interface { api, pages }
}
