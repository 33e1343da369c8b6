//! What the service answers.

use serde_json::json;

use crate::client::post;

/// A request that is answered with 200.
pub(crate) const EXAMPLE: (&str, &str) = ("/v1/checks", r#"{"names": ["Kettle"]}"#);

/// The example with a list in place of the object.
pub(crate) const LISTS: &[&str] = &[r#"[["Kettle"]]"#];

#[test]
fn names_that_fit_come_back() {
    for names in [
        json!([]),
        json!(["Kettle", "é".repeat(64), "Kettle, 1.5 l"]),
    ] {
        let body = json!({ "names": names });
        post("/v1/checks", &body).assert_ok(&body);
    }
}

#[test]
fn every_name_that_does_not_fit_is_named() {
    let body = json!({ "names": ["Kettle", " Kettle", "Teapot", "Tea\npot", "é".repeat(65)] });
    let answer = post("/v1/checks", &body);
    answer.assert_problem(422, "invalid_fields");
    let errors = answer.body["errors"].as_array().expect("a list");
    let fields: Vec<_> = errors.iter().map(|error| &error["field"]).collect();
    assert_eq!(fields, ["names.1", "names.3", "names.4"]);
    for error in errors {
        let rule = "a name is 1 to 64 characters, no control characters, no spaces around them";
        assert_eq!(error["detail"], rule);
    }
}
