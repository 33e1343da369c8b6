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

#[tokio::test]
async fn what_came_of_a_call_is_known_when_its_answer_ends() {
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
    answer.into_body().collect().await.expect("all of it");
    drop(guard);

    let mut text = String::new();
    reader.read_to_string(&mut text).expect("what was logged");
    for expected in [
        "http.response.status_code=200",
        "rpc.grpc.status_code=14",
        "error.type=\"14\"",
    ] {
        assert!(text.contains(expected), "{text}");
    }
}
