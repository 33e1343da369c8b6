//! The API with what stands beside it, and around all of it what every request passes.

use std::num::NonZeroU16;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, map_response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;
use utoipa::OpenApi;
use utoipa::openapi::Info;
use utoipa_axum::router::OpenApiRouter;
use utoipa_swagger_ui::{Config as Page, SwaggerUi};

use crate::health::{self, Readiness};
use crate::{overload, problem, request_id, security_headers, trace};

/// What is the same for every request.
#[derive(Debug, Clone, Copy)]
pub struct Config {
    /// The name of the service, for the title of the API's description.
    pub name: &'static str,
    /// How long a request may take.
    pub request_timeout: Duration,
    /// The largest body that a request may have, in bytes.
    pub max_body_bytes: usize,
    /// How many requests the API answers at once.
    pub max_requests_in_flight: NonZeroU16,
}

/// The routes of the API, its description at `/openapi.json` and `/docs`, and the health checks.
pub(crate) fn around(api: OpenApiRouter, config: Config, readiness: impl Readiness) -> Router {
    let (routes, mut description) = OpenApiRouter::with_openapi(problem::Description::openapi())
        .merge(overload::limited(api, config.max_requests_in_flight))
        .merge(health::routes(readiness))
        .split_for_parts();
    description.info = Info::new(config.name, env!("CARGO_PKG_VERSION"));

    let trace = TraceLayer::new_for_http()
        .make_span_with(trace::span)
        .on_request(())
        .on_response(trace::answered)
        .on_failure(());
    let timeout =
        TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, config.request_timeout);

    // Nobody elsewhere is asked whether the description is valid.
    let page = SwaggerUi::new("/docs")
        .url("/openapi.json", description)
        .config(Page::default().validator_url("none"));
    let page = Router::from(page).route_layer(security_headers::of_the_page());

    // From the inside out: the last layer is the first to see a request.
    routes
        .merge(page)
        .layer(DefaultBodyLimit::max(config.max_body_bytes))
        .layer(timeout)
        .layer(CatchPanicLayer::new())
        .layer(map_response(problem::from_any_error))
        .layer(security_headers::of_all_answers())
        .layer(trace)
        .layer(from_fn(request_id::assign))
}
