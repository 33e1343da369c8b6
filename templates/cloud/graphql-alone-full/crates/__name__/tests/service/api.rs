//! What is asked of the service where it does not matter what it is about.

use axum::body::Body;
use axum::http::request::Builder;
use axum::http::{Request, StatusCode};

use crate::support::Answer;

/// The route of a list.
pub(crate) const LIST: &str = "/graphql";

/// How one is looked for: method, route, and the status where there is none.
pub(crate) const FIND: (&str, &str, u16) = ("POST", "/graphql", 200);

/// Path and body of a request that makes something.
pub(crate) const MAKE: (&str, &str) = (
    "/graphql",
    r#"{ "query": "mutation { openOrder(order: { reference: \"PO 4711\", currency: \"EUR\" }) { id } }" }"#,
);

/// What its body is.
pub(crate) const MEDIA_TYPE: &str = "application/json";

/// What the answer to it holds, once something was made.
pub(crate) const MADE: &str = r#""data":{"openOrder":{"#;

/// The body of such a request, another one for each number.
pub(crate) fn numbered(number: u32) -> String {
    format!(
        r#"{{ "query": "mutation {{ openOrder(order: {{ reference: \"PO {number}\", currency: \"EUR\" }}) {{ id }} }}" }}"#
    )
}

/// A request for a list.
pub(crate) fn list(from: impl FnOnce(Builder) -> Builder) -> Request<Body> {
    let body = r#"{ "query": "{ orders { nodes { id } } }" }"#;
    from(posted()).body(body.into()).unwrap()
}

/// A request for one order.
pub(crate) fn find(id: &str, from: impl FnOnce(Builder) -> Builder) -> Request<Body> {
    let body = format!(r#"{{ "query": "{{ order(id: \"{id}\") {{ id }} }}" }}"#);
    from(posted()).body(body.into()).unwrap()
}

fn posted() -> Builder {
    Request::post("/graphql").header("content-type", "application/json")
}

/// The id of what was made, if it was.
pub(crate) fn made(answer: &Answer) -> Option<String> {
    let id = answer.body["data"]["openOrder"]["id"].as_str()?;
    Some(id.to_owned())
}

/// Whether the answer says that it cannot be done at the moment, and when to try again.
pub(crate) fn is_unavailable(answer: &Answer) -> bool {
    answer.status == StatusCode::SERVICE_UNAVAILABLE && answer.headers["retry-after"] == "1"
}

/// Whether the answer holds what was looked for.
pub(crate) fn is_found(answer: &Answer) -> bool {
    answer.body["data"]["order"].is_object()
}
