//! Who may do what.

mod matrix;

use std::iter;

use axum::http::header::WWW_AUTHENTICATE;
use axum::http::request::Builder;
use serde_json::json;
pub(crate) use web::access::testing::guard;
use web::access::testing::{Role, credentials};

use self::matrix::MATRIX;
use crate::sample::{making, router};
use crate::support::{Answer, builder, query, send};

/// Someone whom the guard knows as that, or not at all.
type Caller = Option<Role>;

const STRANGER: Caller = None;
const VIEWER: Caller = Some(Role::Viewer);
const EDITOR: Caller = Some(Role::Editor);

/// Makes it the request of someone who may do everything.
pub(crate) fn editor(request: Builder) -> Builder {
    from_caller(request, EDITOR)
}

fn from_caller(request: Builder, caller: Caller) -> Builder {
    let Some(role) = caller else {
        return request;
    };
    let (name, value) = credentials("ada", role);
    request.header(name, value)
}

async fn ask(text: &str, caller: Caller) -> Answer {
    let body = json!({ "query": text }).to_string();
    let request = from_caller(builder(), caller).body(body.into()).unwrap();
    send(&router(), request).await
}

/// Whether the caller comes to the field. Where not, it is told why.
async fn gets_through(text: &str, caller: Caller) -> bool {
    let answer = ask(text, caller).await;
    if caller == STRANGER {
        assert_eq!(answer.status, 401, "{answer:?}");
        assert_eq!(answer.body["code"], "unauthenticated");
        assert!(answer.headers.contains_key(WWW_AUTHENTICATE));
        return false;
    }
    assert_eq!(answer.status, 200, "{answer:?}");
    let refused = answer.body["errors"][0]["extensions"]["code"] == "insufficient_role";
    // A query that does not come to the field for another reason proves nothing.
    assert!(refused || answer.body["errors"].is_null() || answer.code() != "invalid_query");
    !refused
}

/// The fields of queries and mutations, as `Query.name`.
async fn fields() -> Vec<String> {
    let types =
        "{ __schema { queryType { name fields { name } } mutationType { name fields { name } } } }";
    let answer = query(&router(), types).await;
    let mut fields = Vec::new();
    for kind in answer.field().as_object().unwrap().values() {
        let name = kind["name"].as_str().unwrap();
        let of_kind = kind["fields"].as_array().unwrap().iter();
        fields.extend(of_kind.map(|field| format!("{name}.{}", field["name"].as_str().unwrap())));
    }
    fields
}

#[tokio::test]
async fn callers_get_as_far_as_the_matrix_says() {
    for (field, text, callers) in MATRIX {
        let mut allowed = Vec::new();
        for caller in iter::once(STRANGER).chain(Role::ALL.map(Some)) {
            if gets_through(text, caller).await {
                allowed.push(caller);
            }
        }
        assert_eq!(allowed, callers, "{field}");
    }
}

#[tokio::test]
async fn every_field_is_in_the_matrix() {
    let mut fields = fields().await;
    fields.sort();
    let mut lines = MATRIX.map(|(field, ..)| field);
    lines.sort_unstable();
    assert_eq!(fields, lines);
    for (field, text, _) in MATRIX {
        let (_, name) = field.split_once('.').unwrap();
        let (_, asked) = text.split_once("{ ").unwrap();
        let asked = asked.split(['(', ' ']).next();
        assert_eq!(asked, Some(name), "{text} asks for {field}");
    }
}

#[tokio::test]
async fn callers_may_use_the_same_idempotency_key() {
    let router = router();
    for (subject, number) in [("ada", 1), ("eve", 2)] {
        let (name, value) = credentials(subject, Role::Editor);
        let body = json!({ "query": making(number, "a") }).to_string();
        let request = builder().header(name, value).body(body.into()).unwrap();
        let answer = send(&router, request).await;
        assert!(answer.field()["id"].is_string());
    }
}

#[tokio::test]
async fn nothing_is_told_to_strangers() {
    for text in ["{ __typename }", "{ __schema { types { name } } }", "{"] {
        assert_eq!(ask(text, STRANGER).await.status, 401, "{text}");
    }
}
