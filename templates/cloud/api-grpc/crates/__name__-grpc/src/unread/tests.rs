use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, StreamExt, TryStream};
use http_body_util::BodyExt;
use tokio::sync::oneshot;
use tokio::time::sleep;

use super::given_up;

const PATIENCE: Duration = Duration::from_secs(75);

fn answer<S>(frames: S) -> Response
where
    S: TryStream<Ok = Bytes, Error: Into<axum::BoxError>> + Send + 'static,
{
    let head = [("content-type", "application/grpc")];
    (head, Body::from_stream(frames)).into_response()
}

/// An answer that never ends, and tells when it is dropped.
fn endless() -> (Response, oneshot::Receiver<Infallible>) {
    let (held, dropped) = oneshot::channel();
    let frames = stream::repeat(Bytes::from("tea")).map(move |frame| {
        let _held = &held;
        Ok::<_, Infallible>(frame)
    });
    (answer(frames), dropped)
}

#[tokio::test(start_paused = true)]
async fn what_nobody_reads_is_dropped_and_known_to_be_incomplete() {
    let (response, dropped) = endless();
    let mut body = given_up(response, PATIENCE).into_body();
    body.frame().await.expect("a frame").expect("tea");
    dropped.await.expect_err("nothing is sent");
    let end = body.frame().await.expect("an end").expect("a frame");
    let trailers = end.into_trailers().expect("trailers");
    assert_eq!(trailers["grpc-status"], "14");
    assert!(body.frame().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn whoever_reads_slowly_reads_on() {
    let (response, mut dropped) = endless();
    let mut body = given_up(response, PATIENCE).into_body();
    for _ in 0..3 {
        sleep(PATIENCE * 9 / 10).await;
        body.frame().await.expect("a frame").expect("tea");
    }
    dropped.try_recv().expect_err("nothing is sent");
    drop(body);
    dropped.await.expect_err("nothing is sent");
}

#[tokio::test(start_paused = true)]
async fn a_client_may_wait_for_as_long_as_it_likes() {
    let (tell, told) = oneshot::channel::<Bytes>();
    let body = given_up(answer(stream::once(told)), PATIENCE).into_body();
    let read = tokio::spawn(body.collect());
    sleep(3 * PATIENCE).await;
    tell.send(Bytes::from("tea")).expect("somebody waits");
    let read = read.await.expect("no panic").expect("all of it");
    assert_eq!(read.to_bytes(), "tea");
}
