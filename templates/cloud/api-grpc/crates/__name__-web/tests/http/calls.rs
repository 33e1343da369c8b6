//! What is logged about calls of gRPC, whose answers tell behind them what came of them.

use std::convert::Infallible;
use std::io::{self, Read};
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::HeaderMap;
use axum::routing::get;
use futures_util::stream;
use http_body::Frame;
use http_body_util::StreamBody;
use serde_json::Value;
use tracing::subscriber::set_default;

use crate::support::{CONFIG, Ready, request, router_with};

/// An answer that begins, and then ends with this status.
fn answer(status: u16) -> Body {
    let status = ("grpc-status".parse().unwrap(), status.into());
    let trailers = HeaderMap::from_iter([status]);
    let frames = [Frame::data(Bytes::from("tea")), Frame::trailers(trailers)];
    Body::new(StreamBody::new(stream::iter(
        frames.map(Ok::<_, Infallible>),
    )))
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_logged() {
    let (mut reader, writer) = io::pipe().unwrap();
    let log = json_subscriber::fmt().with_writer(Arc::new(writer));
    let guard = set_default(log.finish());
    let api = Router::new()
        .route("/whole", get(async || answer(0)))
        .route("/refused", get(async || answer(5)))
        .route("/broken", get(async || answer(14)));
    let router = router_with(CONFIG, api, Ready(true));
    for path in ["/whole", "/refused", "/broken"] {
        request(&router, "GET", path).await.assert_status(200);
    }
    drop((router, guard));

    let mut text = String::new();
    reader.read_to_string(&mut text).unwrap();
    let events = text.lines().map(serde_json::from_str::<Value>);
    let events = events.map(Result::unwrap);
    let failed: Vec<_> = events.filter(|event| event["level"] == "ERROR").collect();
    let [event] = &*failed else {
        panic!("{text}");
    };
    assert_eq!(event["fields"]["message"], "broken off");
    assert_eq!(event["fields"]["grpc_status"], 14);
    assert_eq!(event["span"]["route"], "/broken");
}
