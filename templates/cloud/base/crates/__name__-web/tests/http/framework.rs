//! What every route can rely on.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::stream;
use serde_json::{Value, json};

use crate::support::{Answer, CONFIG, Ready, builder, request, request_json, router_with, send};
use crate::web::Config;

/// Routes that misbehave.
pub(crate) fn api() -> Router {
    async fn number(Path(number): Path<u8>) -> String {
        number.to_string()
    }
    async fn never() {
        std::future::pending::<()>().await;
    }
    async fn panics() {
        panic!("a secret that nobody should see")
    }
    async fn request_id(headers: HeaderMap) -> String {
        let ids = headers.get_all("x-request-id").iter();
        ids.map(|id| id.to_str().unwrap())
            .collect::<Vec<_>>()
            .join(", ")
    }
    async fn echo(body: Json<Vec<u8>>) -> Json<Vec<u8>> {
        body
    }
    async fn read_and_never(_: Bytes) {
        never().await;
    }
    Router::new()
        .route("/numbers/{number}", get(number))
        .route("/never", get(never))
        .route("/panics", get(panics))
        .route("/request-id", get(request_id))
        .route("/echo", post(echo))
        .route("/read-and-never", post(read_and_never))
}

fn router() -> Router {
    router_with(CONFIG, api(), Ready(true))
}

async fn post_text(content_type: &str, text: impl Into<String>) -> Answer {
    let request = builder("POST", "/echo").header("content-type", content_type);
    send(&router(), request.body(text.into().into()).unwrap()).await
}

#[tokio::test]
async fn json_goes_in_and_out() {
    let answer = request_json(&router(), "POST", "/echo", json!([1, 2])).await;
    answer.assert_status(200);
    assert_eq!(answer.body, json!([1, 2]));
}

#[tokio::test]
async fn an_unknown_path_is_a_problem() {
    request(&router(), "GET", "/nowhere")
        .await
        .assert_problem(404, "not_found");
}

#[tokio::test]
async fn an_unknown_method_is_a_problem_that_names_the_others() {
    let answer = request(&router(), "DELETE", "/echo").await;
    answer.assert_problem(405, "method_not_allowed");
    assert_eq!(answer.header("allow"), "POST");
}

#[tokio::test]
async fn a_bad_path_parameter_is_a_problem_with_a_reason() {
    let answer = request(&router(), "GET", "/numbers/256").await;
    answer.assert_problem(400, "bad_request");
    assert!(
        answer.body["detail"].as_str().unwrap().contains("256"),
        "{answer:?}"
    );
}

#[tokio::test]
async fn what_is_not_json_is_a_problem_with_a_reason() {
    let answer = post_text("application/json", "[1, 2").await;
    answer.assert_problem(400, "bad_request");
    assert!(
        answer.body["detail"]
            .as_str()
            .unwrap()
            .contains("line 1 column 5"),
        "{answer:?}"
    );
}

#[tokio::test]
async fn json_of_another_shape_is_a_problem_with_a_reason() {
    let answer = post_text("application/json", "[1, 256]").await;
    answer.assert_problem(422, "unprocessable_entity");
    assert!(
        answer.body["detail"].as_str().unwrap().contains("[1]"),
        "{answer:?}"
    );
}

#[tokio::test]
async fn another_media_type_is_a_problem() {
    post_text("text/plain", "[1, 2]")
        .await
        .assert_problem(415, "unsupported_media_type");
}

#[tokio::test]
async fn a_body_too_large_is_a_problem() {
    let answer = post_text("application/json", " ".repeat(CONFIG.max_body_bytes + 1)).await;
    answer.assert_problem(413, "payload_too_large");
    assert_eq!(answer.body["detail"], "a body may have 1024 bytes");
}

#[tokio::test(start_paused = true)]
async fn a_request_that_takes_too_long_is_a_problem() {
    let answer = request(&router(), "GET", "/never").await;
    answer.assert_problem(504, "gateway_timeout");
    assert!(answer.body["detail"].is_string(), "{answer:?}");
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_arrive_is_a_problem_of_whoever_sends_it() {
    let pending = stream::pending::<Result<Bytes, Infallible>>();
    let echo = builder("POST", "/echo").header("content-type", "application/json");
    let unsent = Body::from_stream(pending);
    let answer = send(&router(), echo.body(unsent).unwrap()).await;
    answer.assert_problem(408, "request_timeout");

    let arrived = builder("POST", "/read-and-never").body("all of it".into());
    let answer = send(&router(), arrived.unwrap()).await;
    answer.assert_problem(504, "gateway_timeout");
}

#[tokio::test]
async fn a_panic_is_a_problem_that_tells_nothing() {
    let answer = request(&router(), "GET", "/panics").await;
    answer.assert_problem(500, "internal_server_error");
    assert!(!answer.body.to_string().contains("secret"), "{answer:?}");
}

#[tokio::test]
async fn the_callers_request_id_is_kept() {
    let named = builder("GET", "/request-id")
        .header("x-request-id", "trace-4711.a_B")
        .header("x-request-id", "another");
    let answer = send(&router(), named.body("".into()).unwrap()).await;
    assert_eq!(answer.header("x-request-id"), "trace-4711.a_B");
    assert_eq!(answer.body, Value::from("trace-4711.a_B"));
}

#[tokio::test]
async fn a_request_id_unfit_for_a_log_is_replaced() {
    for unfit in ["", "two words", "{\"level\":\"ERROR\"}", &"x".repeat(65)] {
        let named = builder("GET", "/request-id").header("x-request-id", unfit);
        let answer = send(&router(), named.body("".into()).unwrap()).await;
        let id = answer.header("x-request-id");
        assert_eq!(
            (id.len(), id.split('-').count()),
            (36, 5),
            "{id} should be a UUID"
        );
        assert_eq!(answer.body, Value::from(id));
    }
}

#[tokio::test]
async fn problems_carry_the_request_id() {
    let answer = request(&router(), "GET", "/nowhere").await;
    assert!(!answer.header("x-request-id").is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_time_limit_is_the_configured_one() {
    let limit = Duration::from_millis(250);
    let router = router_with(
        Config {
            request_timeout: limit,
            ..CONFIG
        },
        api(),
        Ready(true),
    );
    let start = tokio::time::Instant::now();
    request(&router, "GET", "/never").await.assert_status(504);
    assert_eq!(start.elapsed(), limit);
}
