//! What the service answers.

use serde_json::json;

use crate::client::{post, post_text};

/// A request that is answered with 200.
pub(crate) const EXAMPLE: (&str, &str) =
    ("/v1/merge", r#"{"target": {"a": 1}, "patch": {"b": 2}}"#);

/// The example with a list in place of the object.
pub(crate) const LISTS: &[&str] = &[r#"[{"a": 1}, {"b": 2}]"#];

#[test]
fn a_patch_is_merged() {
    let body = json!({
        "target": { "title": "Goodbye!", "author": { "given": "John", "family": "Doe" } },
        "patch": { "title": "Hello!", "author": { "family": null }, "tags": ["example"] },
    });
    post("/v1/merge", &body).assert_ok(&json!({
        "title": "Hello!",
        "author": { "given": "John" },
        "tags": ["example"],
    }));
}

#[test]
fn a_difference_is_a_patch() {
    let body = json!({
        "from": { "name": "ada", "age": 36, "role": null },
        "to": { "name": "ada", "age": 37, "languages": ["fr", null] },
    });
    let patch = json!({ "age": 37, "role": null, "languages": ["fr", null] });
    post("/v1/diff", &body).assert_ok(&patch);
}

#[test]
fn a_null_that_no_patch_can_make_is_a_problem_that_says_where() {
    let body = json!({ "from": {}, "to": { "a/b": { "~": null } } });
    let answer = post("/v1/diff", &body);
    answer.assert_problem(422, "inexpressible");
    let detail = answer.body["detail"].as_str().unwrap_or_default();
    assert!(detail.contains("/a~1b/~0"), "{answer:?}");
}

#[test]
fn both_documents_are_needed() {
    for body in [
        json!({ "target": {} }),
        json!({ "patch": {} }),
        json!({ "target": {}, "patch": {}, "force": true }),
    ] {
        post("/v1/merge", &body).assert_problem(422, "unprocessable_entity");
    }
}

#[test]
fn a_long_number_is_rounded() {
    let body = r#"{"target": 18446744073709551615, "patch": 18446744073709551616}"#;
    let answer = post_text("/v1/merge", body);
    answer.assert_ok(&json!(18_446_744_073_709_551_616.0));
}
