//! The interfaces of the service, and around all of them what every request passes.

use std::num::NonZeroU16;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, map_response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::health::{self, Readiness};
use crate::{overload, problem, request_id, security_headers, trace};

/// What is the same for every request.
#[derive(Debug, Clone, Copy)]
pub struct Config {
    /// How long a request may take.
    pub request_timeout: Duration,
    /// The largest body that a request may have, in bytes.
    pub max_body_bytes: usize,
    /// How many requests the interfaces answer at once.
    pub max_requests_in_flight: NonZeroU16,
}

/// One way to ask the service for something, or several of them.
#[derive(Debug, Default)]
pub struct Interface {
    /// What it can be asked. Only so many requests are answered at once.
    pub api: Router,
    /// What describes that to people and programs, also while there is no place for more requests.
    pub pages: Router,
}

impl Interface {
    /// Both.
    ///
    /// # Panics
    /// When both have the same route.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        Self {
            api: self.api.merge(other.api),
            pages: self.pages.merge(other.pages),
        }
    }
}

/// All that the service answers over HTTP: its interfaces, and the health checks.
///
/// # Panics
/// When there is nothing that the interface can be asked.
pub fn router(config: Config, interface: Interface, readiness: impl Readiness) -> Router {
    let trace = TraceLayer::new_for_http()
        .make_span_with(trace::span)
        .on_request(())
        .on_response(trace::answered)
        .on_failure(());
    let timeout =
        TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, config.request_timeout);

    // From the inside out: the last layer is the first to see a request.
    overload::limited(interface.api, config.max_requests_in_flight)
        .merge(interface.pages)
        .merge(health::routes(readiness))
        .layer(DefaultBodyLimit::max(config.max_body_bytes))
        .layer(timeout)
        .layer(CatchPanicLayer::new())
        .layer(map_response(problem::from_any_error))
        .layer(security_headers::of_all_answers())
        .layer(trace)
        .layer(from_fn(request_id::assign))
}
