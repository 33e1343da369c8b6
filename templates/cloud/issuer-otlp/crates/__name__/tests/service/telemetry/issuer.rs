//! The service asks its issuer within traces.

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use opentelemetry_proto::tonic::trace::v1::Span;
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use opentelemetry_proto::tonic::trace::v1::status::StatusCode as SpanStatus;
use tokio::net::TcpListener;
use tokio::sync::mpsc::unbounded_channel;

use super::collector::{Collector, texts};
use super::{endpoint, hex, status, stop};
use crate::support::Home;

#[tokio::test]
async fn an_issuer_can_go_on_with_the_trace_in_which_it_is_asked() {
    let (tell, mut told) = unbounded_channel();
    let knows_nothing = Router::new().fallback(async move |headers: HeaderMap| {
        tell.send(headers["traceparent"].clone()).unwrap();
        StatusCode::NOT_FOUND
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = listener.local_addr().unwrap();
    tokio::spawn(async { axum::serve(listener, knows_nothing).await });

    let home = Home::new();
    let (collector, address) = Collector::start();
    let issuer_setting = format!("auth.issuer=http://{issuer}");
    let mut service = home.start(&[&endpoint(address), &issuer_setting]).await;
    let traceparent = told.recv().await.unwrap();
    service.logged("the issuer's keys could not be had").await;
    stop(service).await;

    let received = collector.received();
    let asked = |span: &&Span| {
        let (trace, id) = (hex(&span.trace_id), hex(&span.span_id));
        traceparent == format!("00-{trace}-{id}-01")
    };
    let span = received.spans.iter().find(asked).unwrap();
    assert_eq!((span.name.as_str(), span.kind()), ("GET", SpanKind::Client));
    assert_eq!(status(span), SpanStatus::Error);
    let expected = [
        "error.type=404".to_owned(),
        "http.request.method=GET".to_owned(),
        "http.response.status_code=404".to_owned(),
        "server.address=127.0.0.1".to_owned(),
        format!("server.port={}", issuer.port()),
        format!("url.full=http://{issuer}/.well-known/openid-configuration"),
    ];
    assert_eq!(texts(&span.attributes), expected);
}
