//! Whether the API's description is true.

use std::collections::HashSet;
use std::{env, fs};

use axum::Router;
use serde_json::Value;

use crate::access::editor;
use crate::api::router;
use crate::support::{builder, request, send};

/// The description as it is checked in: for clients, and for whoever reviews a change of the API.
const CHECKED_IN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");

/// Method and path of everything that is described.
pub(crate) async fn documented_operations(router: &Router) -> Vec<(String, String)> {
    let description = request(router, "GET", "/openapi.json").await.body;
    let mut operations = Vec::new();
    for (path, item) in description["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            operations.push((method.to_uppercase(), path.clone()));
        }
    }
    operations
}

/// Those below a path, sorted.
pub(crate) async fn documented_below(router: &Router, path: &str) -> Vec<(String, String)> {
    let mut operations = documented_operations(router).await;
    operations.retain(|(_, other)| other.starts_with(path));
    operations.sort();
    operations
}

/// The path with something in place of its parameters.
pub(crate) fn with_parameters(path: &str) -> String {
    const SOMETHING: &str = "019ab0c5-5a80-7d3e-9c1f-2b6a4f0e8d11";
    let is_parameter = |segment: &str| segment.starts_with('{');
    let segments = path
        .split('/')
        .map(|name| if is_parameter(name) { SOMETHING } else { name });
    segments.collect::<Vec<_>>().join("/")
}

#[expect(
    clippy::disallowed_methods,
    reason = "whether to write a file is for whoever runs the tests to say"
)]
fn is_to_be_renewed() -> bool {
    env::var_os("UPDATE_OPENAPI").is_some()
}

#[tokio::test]
async fn the_checked_in_description_is_that_of_the_routes() {
    let current = request(&router(), "GET", "/openapi.json").await.body;
    if is_to_be_renewed() {
        fs::write(CHECKED_IN, format!("{current:#}\n")).unwrap();
    }
    // Compared as values: their order in the file means nothing.
    let text = fs::read_to_string(CHECKED_IN).unwrap_or_default();
    let checked_in: Value = serde_json::from_str(&text).unwrap_or_default();
    assert!(
        checked_in == current,
        "{CHECKED_IN} is not what the routes say; this renews it, to be reviewed like code:\n\n    \
         UPDATE_OPENAPI=1 cargo nextest run --workspace --all-features checked_in\n"
    );
}

#[tokio::test]
async fn what_is_described_exists() {
    let router = router();
    for (method, path) in documented_operations(&router).await {
        let answer = request(&router, &method, &with_parameters(&path)).await;
        let code = answer.body["code"].as_str().unwrap_or_default();
        assert!(
            !["not_found", "method_not_allowed"].contains(&code),
            "{method} {path}: {code}"
        );
    }
}

#[tokio::test]
async fn every_operation_has_a_name_of_its_own() {
    let description = request(&router(), "GET", "/openapi.json").await.body;
    let mut names = HashSet::new();
    for (path, item) in description["paths"].as_object().unwrap() {
        for operation in item.as_object().unwrap().values() {
            let name = operation["operationId"].as_str().unwrap();
            // Generated clients call their functions so: `list` alone would be anybody's.
            assert!(!path.starts_with("/v1/") || name.contains('_'), "{name}");
            assert!(names.insert(name), "{name} occurs twice");
        }
    }
}

#[tokio::test]
async fn whatever_may_be_unavailable_says_when_to_try_again() {
    let description = request(&router(), "GET", "/openapi.json").await.body;
    for (path, item) in description["paths"].as_object().unwrap() {
        for operation in item.as_object().unwrap().values() {
            let when = &operation["responses"]["503"]["headers"]["retry-after"]["schema"]["type"];
            assert_eq!(when, "integer", "{path}: {operation}");
            let too_late = &operation["responses"]["504"];
            assert!(too_late["content"].is_object(), "{path}: {operation}");
            assert!(too_late["headers"].is_null(), "{path}: {operation}");
        }
    }
}

#[tokio::test]
async fn every_body_that_is_read_is_described() {
    let router = router();
    let description = request(&router, "GET", "/openapi.json").await.body;
    let (mut read, mut described) = (0, 0);
    for (method, path) in documented_operations(&router).await {
        let operation = &description["paths"][&path][method.to_lowercase()];
        described += usize::from(operation["requestBody"].is_object());
        let list = editor(builder(&method, &with_parameters(&path)))
            .header("if-match", "*")
            .header("content-type", "application/json");
        let answer = send(&router, list.body("[]".into()).unwrap()).await;
        if answer.body["code"] == "invalid_body" {
            let body = &operation["requestBody"]["content"]["application/json"]["schema"];
            assert!(body["$ref"].is_string(), "{method} {path}: {operation}");
            read += 1;
        }
    }
    assert!(read > 1, "{read}");
    assert_eq!(read, described);
}

#[tokio::test]
async fn what_is_referred_to_is_defined() {
    fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(fields) => {
                found.extend(fields.get("$ref").and_then(Value::as_str));
                fields.values().for_each(|value| references(value, found));
            }
            Value::Array(values) => values.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }

    let description = request(&router(), "GET", "/openapi.json").await.body;
    let mut found = Vec::new();
    references(&description, &mut found);
    assert!(!found.is_empty());
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(
            description.pointer(pointer).is_some(),
            "{reference} leads nowhere"
        );
    }
}

#[tokio::test]
async fn the_description_can_be_browsed() {
    let router = router();
    let answer = request(&router, "GET", "/docs/").await;
    answer.assert_status(200);
    assert!(answer.header("content-type").starts_with("text/html"));
    let script = request(&router, "GET", "/docs/swagger-initializer.js").await;
    assert!(script.body.as_str().unwrap().contains("/openapi.json"));
}

#[tokio::test]
async fn the_page_may_load_what_it_consists_of() {
    let router = router();
    let page = request(&router, "GET", "/docs/").await;
    page.assert_status(200);
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'self';"), "{policy}");

    // It has neither scripts nor styles inside, and what it has outside lies beside it.
    let html = page.body.as_str().unwrap();
    assert!(
        !html.contains("<style") && !html.contains("<script>"),
        "{html}"
    );
    let (mut sources, parts) = (0, html.split(['"', '\'']).collect::<Vec<_>>());
    for pair in parts.windows(2) {
        if pair[0].ends_with("src=") || pair[0].ends_with("href=") {
            assert!(!pair[1].contains("//"), "{html}");
            sources += 1;
        }
    }
    assert!(sources > 3, "{html}");
}
