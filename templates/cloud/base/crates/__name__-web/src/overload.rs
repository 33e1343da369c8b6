//! What comes while the service has enough to do.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use tokio::sync::Semaphore;

use crate::problem::Problem;

/// Has these routes answer so many requests at once. Who finds no place is told so and does not wait:
/// in a queue all would be late.
pub(crate) fn limited(routes: Router, max_requests: u16) -> Router {
    let places = Arc::new(Semaphore::new(max_requests.into()));
    routes.route_layer(from_fn_with_state(places, enter))
}

async fn enter(
    State(places): State<Arc<Semaphore>>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let _place = places.try_acquire().map_err(|_| {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded")
            .detail("too many requests are in flight")
    })?;
    Ok(next.run(request).await)
}
