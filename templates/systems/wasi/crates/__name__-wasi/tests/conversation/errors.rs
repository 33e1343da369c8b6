//! What is refused, and in which words.

use http::Request;

use crate::client::{post_text, send};
use crate::service::{EXAMPLE, LISTS};

/// What the component takes at most, in bytes.
const LIMIT: usize = 65_536;

#[test]
fn an_unknown_path_is_a_problem() {
    for path in [
        "/",
        "/v1",
        "/nowhere",
        "/v1/%00",
        &format!("{}/", EXAMPLE.0),
    ] {
        post_text(path, EXAMPLE.1).assert_problem(404, "not_found");
    }
}

#[test]
fn an_unknown_method_is_a_problem_that_names_the_others() {
    for method in ["GET", "PUT", "DELETE", "OPTIONS"] {
        let request = Request::builder().method(method).uri(EXAMPLE.0);
        let answer = send(request.body(Vec::new()).expect("a request"));
        answer.assert_problem(405, "method_not_allowed");
        assert_eq!(answer.header("allow"), Some("POST"), "{method}");
    }
}

#[test]
fn another_media_type_is_a_problem() {
    for media_type in ["text/plain", "application/jsonl", "json", ""] {
        let request = Request::post(EXAMPLE.0).header("content-type", media_type);
        let answer = send(request.body(EXAMPLE.1.into()).expect("a request"));
        answer.assert_problem(415, "unsupported_media_type");
    }
    let request = Request::post(EXAMPLE.0);
    let answer = send(request.body(EXAMPLE.1.into()).expect("a request"));
    answer.assert_problem(415, "unsupported_media_type");
}

#[test]
fn json_has_several_media_types() {
    for media_type in [
        "application/json; charset=utf-8",
        "Application/JSON",
        "application/merge-patch+json",
    ] {
        let request = Request::post(EXAMPLE.0).header("content-type", media_type);
        let answer = send(request.body(EXAMPLE.1.into()).expect("a request"));
        assert_eq!(answer.status, 200, "{media_type}: {answer:?}");
    }
}

#[test]
fn what_is_no_json_is_a_problem_with_a_place() {
    let answer = post_text(EXAMPLE.0, "{\n,}");
    answer.assert_problem(400, "bad_request");
    let detail = answer.body["detail"].as_str().unwrap_or_default();
    assert!(detail.contains("line 2 column 1"), "{answer:?}");
}

#[test]
fn json_of_another_shape_is_a_problem_with_a_place() {
    for body in ["[]", "{}", "null", "{\"other\": 1}"] {
        let answer = post_text(EXAMPLE.0, body);
        answer.assert_problem(422, "unprocessable_entity");
        let detail = answer.body["detail"].as_str().unwrap_or_default();
        assert!(detail.contains("line 1 column"), "{answer:?}");
    }
}

/// Serde would take them for the same as the objects.
#[test]
fn a_list_of_what_the_fields_hold_is_no_object() {
    for body in LISTS {
        let answer = post_text(EXAMPLE.0, *body);
        answer.assert_problem(422, "unprocessable_entity");
        let detail = answer.body["detail"].as_str().unwrap_or_default();
        assert!(detail.contains("expected an object"), "{answer:?}");
    }
}

#[test]
fn a_body_is_as_large_as_the_limit_at_most() {
    let (path, body) = EXAMPLE;
    let longest = body.to_owned() + &" ".repeat(LIMIT - body.len());
    let answer = post_text(path, longest.as_str());
    assert_eq!(answer.status, 200, "{answer:?}");

    for more in [1, 16, 10 * LIMIT] {
        let answer = post_text(path, longest.clone() + &" ".repeat(more));
        answer.assert_problem(413, "payload_too_large");
    }
}

/// Whatever is sent, the component says what is wrong with it. A panic would end it instead.
#[test]
fn nothing_that_is_sent_upsets_it() {
    let nested = |depth: usize| [b"[".repeat(depth), b"]".repeat(depth)].concat();
    let hostile: [&[u8]; 8] = [
        b"",
        b"\0",
        b"\xff\xfe",
        b"\"\\ud800\"",
        b"1e999",
        &nested(127),
        &nested(30_000),
        &b"{\"\":".repeat(10_000),
    ];
    for body in hostile {
        let answer = post_text(EXAMPLE.0, body);
        assert!(answer.status.is_client_error(), "{answer:?}");
        assert_eq!(
            answer.header("content-type"),
            Some("application/problem+json")
        );
    }
}
