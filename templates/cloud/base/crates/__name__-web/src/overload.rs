//! What comes while the service has enough to do.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use http_body_util::BodyExt;
use tokio::sync::Semaphore;

use crate::problem::Problem;

/// Has these routes answer so many requests at once, streams until they end. Who finds no place is told so
/// and does not wait: in a queue all would be late.
pub(crate) fn limited(routes: Router, max_requests: u16) -> Router {
    let places = Arc::new(Semaphore::new(max_requests.into()));
    routes.route_layer(from_fn_with_state(places, enter))
}

async fn enter(
    State(places): State<Arc<Semaphore>>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let place = places.try_acquire_owned().map_err(|_| {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded")
            .detail("too many requests are in flight")
    })?;
    let response = next.run(request).await;
    if response.body().size_hint().exact().is_some() {
        return Ok(response);
    }
    // More work is to come: the place is free when the body is no longer wanted.
    Ok(response.map(|body| {
        Body::new(body.map_frame(move |frame| {
            let _held = &place;
            frame
        }))
    }))
}
