use std::convert::Infallible;
use std::io::{self, Read};
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::stream;
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use opentelemetry::global;
use tower::ServiceExt;
use tracing::subscriber::set_default;
use tracing_subscriber::fmt::format::FmtSpan;

use crate::telemetry::http::observe;

/// Begins well, and ends as `UNAVAILABLE`.
async fn broken_off() -> Response {
    let status = ("grpc-status".parse().expect("a name"), 14.into());
    let trailers = HeaderMap::from_iter([status]);
    let frames = [Frame::data(Bytes::from("tea")), Frame::trailers(trailers)];
    let body = StreamBody::new(stream::iter(frames.map(Ok::<_, Infallible>)));
    ([("content-type", "application/grpc")], Body::new(body)).into_response()
}

/// What is logged of the span of a call that is answered so, and of whose answer `take` takes something.
async fn logged(take: impl AsyncFnOnce(Body)) -> String {
    let (mut reader, writer) = io::pipe().expect("a pipe");
    let log = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_span_events(FmtSpan::CLOSE)
        .with_writer(Arc::new(writer));
    let guard = set_default(log.finish());
    let router = Router::new().route("/broken", get(broken_off));
    let request = Request::get("/broken").body(Body::empty());
    let asked = observe(router, &global::meter("tests")).oneshot(request.expect("a request"));
    let answer = asked.await.expect("an answer");
    take(answer.into_body()).await;
    drop(guard);

    let mut text = String::new();
    reader.read_to_string(&mut text).expect("what was logged");
    assert!(text.contains("http.response.status_code=200"), "{text}");
    text
}

#[tokio::test]
async fn what_came_of_a_call_is_known_when_its_answer_ends() {
    let text = logged(async |body| {
        body.collect().await.expect("all of it");
    });
    let text = text.await;
    assert!(text.contains("rpc.grpc.status_code=14"), "{text}");
    assert!(text.contains("error.type=\"14\""), "{text}");
}

#[tokio::test]
async fn a_call_is_no_error_whose_client_wants_no_more() {
    let text = logged(async |mut body| {
        body.frame().await.expect("a frame").expect("tea");
    });
    let text = text.await;
    assert!(text.contains("rpc.grpc.status_code=1}"), "{text}");
    assert!(!text.contains("error"), "{text}");
}
