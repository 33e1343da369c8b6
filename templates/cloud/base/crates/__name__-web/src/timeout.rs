//! How long a request may take.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use http_body::{Frame, SizeHint};
use tokio::time;
use tower::{Layer, Service};

use crate::problem::Problem;

/// Gives up what has no answer in this time, and says for whom it waited.
#[derive(Clone, Copy)]
pub(crate) struct TimeoutLayer(pub(crate) Duration);

impl<S> Layer<S> for TimeoutLayer {
    type Service = Timeout<S>;

    fn layer(&self, inner: S) -> Timeout<S> {
        let Self(limit) = *self;
        Timeout { inner, limit }
    }
}

#[derive(Clone)]
pub(crate) struct Timeout<S> {
    inner: S,
    limit: Duration,
}

impl<S> Service<Request> for Timeout<S>
where
    S: Service<Request, Response: IntoResponse, Error = Infallible, Future: Send + 'static>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let is_awaited = Arc::new(AtomicBool::new(false));
        let request = request.map(|body| {
            if body.is_end_stream() {
                return body;
            }
            let is_awaited = Arc::clone(&is_awaited);
            Body::new(Watched { body, is_awaited })
        });
        let answer = time::timeout(self.limit, self.inner.call(request));
        Box::pin(async move {
            match answer.await {
                Ok(answer) => answer.map(IntoResponse::into_response),
                Err(_) if is_awaited.load(Ordering::Relaxed) => Ok(incomplete().into_response()),
                Err(_) => Ok(too_late().into_response()),
            }
        })
    }
}

fn incomplete() -> Problem {
    Problem::from(StatusCode::REQUEST_TIMEOUT).detail("the body did not arrive in time")
}

/// 503 would be for what can be asked for again.
fn too_late() -> Problem {
    Problem::from(StatusCode::GATEWAY_TIMEOUT)
        .detail("there is no answer in time, and whether something has come of it is not known")
}

/// Notes whether more of the body is waited for.
struct Watched {
    body: Body,
    is_awaited: Arc<AtomicBool>,
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(cx);
        self.is_awaited.store(frame.is_pending(), Ordering::Relaxed);
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
