//! What only the component itself can show.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use wstd::http::body::{Bytes, Frame, HttpBody};
use wstd::http::{Body, Request};
use wstd::task::sleep;
use wstd::time::Wait;

use crate::answer::Answer;
#[cfg(not(debug_assertions))]
use crate::client::told;
use crate::client::{exchange, post_text};
use crate::service::EXAMPLE;

/// Waits before each of its pieces.
struct Slowly {
    pieces: Vec<&'static [u8]>,
    pause: Option<Pin<Box<Wait>>>,
}

impl HttpBody for Slowly {
    type Data = Bytes;
    type Error = wstd::http::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let pause = self
            .pause
            .get_or_insert_with(|| Box::pin(sleep(Duration::from_millis(20).into())));
        ready!(pause.as_mut().poll(context));
        self.pause = None;
        let piece = self.pieces.pop();
        Poll::Ready(piece.map(|piece| Ok(Frame::data(Bytes::from_static(piece)))))
    }
}

fn post_slowly(path: &str, body: &'static str) -> Answer {
    let mut pieces: Vec<_> = body.as_bytes().chunks(10).collect();
    pieces.reverse();
    let slowly = Slowly {
        pieces,
        pause: None,
    };
    let request = Request::post(path).header("content-type", "application/json");
    let request = request.body(Body::from_http_body(slowly));
    exchange(request.expect("a request"))
}

#[test]
fn a_body_may_take_its_time() {
    let (path, body) = EXAMPLE;
    post_slowly(path, body).assert_ok(&post_text(path, body).body);
}

#[test]
fn who_is_still_sending_sees_the_refusal() {
    post_slowly("/nowhere", EXAMPLE.1).assert_problem(404, "not_found");
}

/// What a release may weigh, in bytes.
#[cfg(not(debug_assertions))]
#[test]
fn a_release_is_small() {
    let size: u64 = told("COMPONENT_BYTES").parse().expect("a number of bytes");
    assert!(size < 500_000, "{size} bytes");
}
