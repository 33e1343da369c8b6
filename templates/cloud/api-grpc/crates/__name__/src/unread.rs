//! Answers of which nobody reads more.

#[cfg(test)]
mod tests;

use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::response::Response;
use http_body::{Frame, SizeHint};
use tokio::sync::watch;
use tokio::time::timeout;

/// The answer, whose body, if it comes in pieces, is dropped with all that it holds once its client has taken
/// nothing of it for as long as `patience`. In HTTP/2 each stream has a window of its own, and while that is
/// shut hyper does not ask the body for more: nobody would look at a timer of its own.
pub(crate) fn given_up(response: Response, patience: Duration) -> Response {
    if response.body().size_hint().exact().is_some() {
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
            }
        });
        Body::new(Watched { body, client_waits })
    })
}

/// A body that tells whether its client waits for more of it, or it for its client.
struct Watched {
    body: Arc<Mutex<Option<Body>>>,
    client_waits: watch::Sender<bool>,
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = match &mut *locked(&self.body) {
            Some(body) => Pin::new(body).poll_frame(cx),
            None => Poll::Ready(Some(Err(axum::Error::new(io::Error::from(
                ErrorKind::TimedOut,
            ))))),
        };
        self.client_waits.send_replace(frame.is_pending());
        frame
    }

    fn is_end_stream(&self) -> bool {
        let body = locked(&self.body);
        body.as_ref().is_some_and(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        let body = locked(&self.body);
        body.as_ref().map(HttpBody::size_hint).unwrap_or_default()
    }
}

fn locked(body: &Mutex<Option<Body>>) -> MutexGuard<'_, Option<Body>> {
    body.lock().unwrap_or_else(PoisonError::into_inner)
}
