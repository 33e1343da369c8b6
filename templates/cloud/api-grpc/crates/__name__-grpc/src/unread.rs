//! Answers of which nobody reads more.

#[cfg(test)]
mod tests;

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use http_body::Frame;
use tokio::sync::watch;
use tokio::time::timeout;
use tonic::Status;
use web::Problem;

use crate::answers::is_grpc;
use crate::failure::Failure;

/// The answer, whose body is dropped with all that it holds once nothing more was asked of it for as long
/// as `patience`; its client is told so when it reads on. In HTTP/2 each stream has a window of its own,
/// and while that is shut hyper has one piece ready and asks for no other: nobody would look at a timer of
/// the body's.
pub(crate) fn given_up(response: Response, patience: Duration) -> Response {
    if !is_grpc(response.headers()) || response.body().is_end_stream() {
        return response;
    }
    response.map(|body| {
        let body = Arc::new(Mutex::new(Some(body)));
        let held = Arc::downgrade(&body);
        let (client_waits, mut state) = watch::channel(false);
        tokio::spawn(async move {
            let mut limit = patience;
            while let Ok(Ok(())) = timeout(limit, state.changed()).await {
                let client_waits = *state.borrow_and_update();
                limit = if client_waits {
                    Duration::MAX
                } else {
                    patience
                };
            }
            if let Some(body) = held.upgrade() {
                locked(&body).take();
                tracing::warn!("an answer is given up of which its client takes no more");
            }
        });
        Body::new(Watched {
            body,
            client_waits,
            is_over: false,
        })
    })
}

/// A body that tells whether its client waits for more of it, or it for its client.
struct Watched {
    body: Arc<Mutex<Option<Body>>>,
    client_waits: watch::Sender<bool>,
    is_over: bool,
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        let frame = match &mut *locked(&self.body) {
            Some(body) => Pin::new(body).poll_frame(cx),
            None => Poll::Ready(Some(Ok(Frame::trailers(unfinished())))),
        };
        self.is_over = matches!(&frame, Poll::Ready(Some(Ok(frame))) if frame.is_trailers());
        self.client_waits.send_replace(frame.is_pending());
        frame
    }
}

/// How an answer ends that was given up.
fn unfinished() -> HeaderMap {
    let problem = Problem::from(StatusCode::SERVICE_UNAVAILABLE)
        .detail("for too long nothing more of the answer was taken");
    let mut trailers = HeaderMap::new();
    Status::from(Failure::from(problem))
        .add_header(&mut trailers)
        .expect("words that a header can hold");
    trailers
}

fn locked(body: &Mutex<Option<Body>>) -> MutexGuard<'_, Option<Body>> {
    body.lock().unwrap_or_else(PoisonError::into_inner)
}
