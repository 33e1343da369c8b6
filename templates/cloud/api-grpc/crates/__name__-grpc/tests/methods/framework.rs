//! What is told whatever is asked.

use std::convert::Infallible;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Request as HttpRequest};
use futures_util::stream;
use tokio::time::Instant;
use tonic::Code;
use tower::ServiceExt;

use crate::access::editor;
use crate::sample::{method, router};
use crate::support::{call, told};

const GRPC_TIMEOUT: HeaderName = HeaderName::from_static("grpc-timeout");

#[tokio::test]
async fn what_is_no_method_is_not_implemented() {
    for path in ["/tea.v1.TeaService/Brew", &format!("{}s", method())] {
        let refused = call(&router(), path, editor(())).await.unwrap_err();
        let expected = (Code::Unimplemented, "NOT_FOUND".to_owned());
        assert_eq!(told(&refused), expected, "{path}");
    }
}

#[tokio::test]
async fn others_are_told_in_words_of_http() {
    for (kind, expected) in [
        ("application/json", "application/problem+json"),
        ("application/grpc-web", "application/problem+json"),
        ("application/grpc", "application/grpc"),
        ("application/grpc+proto", "application/grpc"),
    ] {
        let request = HttpRequest::post("/nowhere").header("content-type", kind);
        let answer = router().oneshot(request.body(Body::empty()).unwrap());
        let headers = answer.await.unwrap().headers().clone();
        assert_eq!(headers["content-type"], expected, "{kind}");
        assert!(headers.contains_key("x-request-id"), "{headers:?}");
    }
}

#[tokio::test]
async fn pages_of_others_ask_nothing() {
    for (request, expected) in [
        (HttpRequest::get(method()), 405),
        (HttpRequest::post(method()), 415),
        (
            HttpRequest::post(method()).header("content-type", "text/plain"),
            415,
        ),
        (
            HttpRequest::post(method()).header("content-type", "application/grpc-web"),
            415,
        ),
    ] {
        let request = request.body(Body::from(vec![0; 5])).unwrap();
        let answer = router().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), expected, "{answer:?}");
    }
}

/// Sends a request of an editor with such a body, and answers with which status it ended.
async fn ended(timeout: Option<&'static str>, body: Body) -> (Code, HeaderMap) {
    let mut request = HttpRequest::post(method()).header("content-type", "application/grpc");
    let headers = request.headers_mut().unwrap();
    headers.extend(editor(()).into_parts().0.into_headers());
    headers.extend(timeout.map(|text| (GRPC_TIMEOUT, HeaderValue::from_static(text))));
    let answer = router().oneshot(request.body(body).unwrap()).await.unwrap();
    let headers = answer.headers().clone();
    (Code::from_bytes(headers["grpc-status"].as_bytes()), headers)
}

/// The body of a message that does not arrive.
fn pending() -> Body {
    Body::from_stream(stream::pending::<Result<Vec<u8>, Infallible>>())
}

#[tokio::test]
async fn a_message_too_large_is_refused() {
    let mut message = vec![0, 0, 0, 0x20, 1];
    message.resize(5 + 0x2001, 0);
    let (code, _) = ended(None, message.into()).await;
    assert_eq!(code, Code::OutOfRange);
}

#[tokio::test]
async fn a_timeout_that_is_none_is_refused() {
    let (code, _) = ended(Some("soon"), Body::empty()).await;
    assert_eq!(code, Code::InvalidArgument);
}

#[tokio::test]
async fn for_callers_who_have_stopped_waiting_nothing_is_begun() {
    // Without a limit, this message is answered at once.
    let (code, _) = ended(Some("1n"), vec![0; 5].into()).await;
    assert_eq!(code, Code::DeadlineExceeded);
}

#[tokio::test(start_paused = true)]
async fn callers_are_not_served_for_longer_than_they_wait() {
    // The service itself waits for five seconds.
    for (timeout, seconds, expected) in [
        ("4S", 4, Code::DeadlineExceeded),
        ("6S", 5, Code::Cancelled),
    ] {
        let start = Instant::now();
        let (code, _) = ended(Some(timeout), pending()).await;
        assert_eq!(code, expected, "{timeout}");
        assert_eq!(start.elapsed().as_secs(), seconds, "{timeout}");
    }
}
