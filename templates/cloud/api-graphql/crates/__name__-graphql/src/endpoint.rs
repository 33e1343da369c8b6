//! The one route, to which queries and mutations are posted.

#[cfg(test)]
mod tests;

use async_graphql::indexmap::IndexMap;
use async_graphql::{
    EmptySubscription, Name, ObjectType, PathSegment, Request, Response, Schema, ServerError, Value,
};
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::IntoResponse;
use axum::routing::post;
use axum::{Json, Router};
use web::access::{Caller, Guard};
use web::{Fault, Interface, Problem, SOON};

use crate::limits::Limits;

/// What a query that this schema does not allow is told, as `extensions.code`.
const INVALID: &str = "invalid_query";

/// How much of what is wrong with a query is told: there can be more of it than of the query.
const MAX_INVALID: usize = 20;

/// `POST /graphql`, for callers whom the guard knows. Nothing is answered to GET: a link must not
/// change anything, and pages of others can send no JSON. Each request is given loaders of its own.
pub(crate) fn over<Q, M>(
    schema: Schema<Q, M, EmptySubscription>,
    limits: Limits,
    guard: &Guard,
    with_loaders: impl Fn(Request) -> Request + Clone + Send + Sync + 'static,
) -> Interface
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
{
    let answer = async move |caller: Caller, Json(mut request): Json<Request>| {
        answered(match limits.admit(&mut request) {
            Ok(()) => schema.execute(with_loaders(request.data(caller))).await,
            Err(refused) => Response::from_errors(vec![refused]),
        })
    };
    Interface {
        api: Router::new()
            .route("/graphql", post(answer))
            .with_state(guard.clone()),
        pages: Router::new(),
    }
}

/// The answer over HTTP. Where nothing came of the whole query because the service cannot do it at the
/// moment, its status says so, and when to try again.
fn answered(mut response: Response) -> impl IntoResponse {
    let fault = response.errors.iter().find_map(fault);
    let unavailable = response.errors.iter().any(is_unavailable) && is_empty(&response.data);
    // What is wrong with the query itself, which was not begun, has no place in the answer.
    if response.errors.iter().all(|error| error.path.is_empty()) {
        response.errors.truncate(MAX_INVALID);
    }
    for error in &mut response.errors {
        put_null(&mut response.data, &error.path);
        let extensions = error.extensions.get_or_insert_default();
        if extensions.get("code").is_none() {
            extensions.set("code", INVALID);
        }
    }
    let body = Json(response);
    let mut answer = if unavailable {
        (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, SOON)], body).into_response()
    } else {
        body.into_response()
    };
    // For the log and for measurements: the status does not say it.
    if let Some(fault) = fault {
        answer.extensions_mut().insert(Fault(fault));
    }
    answer
}

/// As which status a field tells that something has failed here.
fn fault(error: &ServerError) -> Option<StatusCode> {
    let status = error.source::<Problem>()?.status();
    status.is_server_error().then_some(status)
}

/// Puts null where a field failed (GraphQL, section 6.4.4): async-graphql leaves it out.
fn put_null(data: &mut Value, path: &[PathSegment]) {
    match path {
        [] => {}
        [PathSegment::Field(name), rest @ ..] => {
            // What is null here is an object of which every field failed.
            if *data == Value::Null {
                *data = Value::Object(IndexMap::new());
            }
            if let Value::Object(fields) = data {
                put_null(fields.entry(Name::new(name)).or_default(), rest);
            }
        }
        [PathSegment::Index(index), rest @ ..] => {
            if let Value::List(elements) = data
                && let Some(element) = elements.get_mut(*index)
            {
                put_null(element, rest);
            }
        }
    }
}

fn is_unavailable(error: &ServerError) -> bool {
    error
        .source::<Problem>()
        .is_some_and(|problem| problem.status() == StatusCode::SERVICE_UNAVAILABLE)
}

/// Whether no field has a value.
fn is_empty(data: &Value) -> bool {
    match data {
        Value::Object(fields) => fields.values().all(|value| *value == Value::Null),
        data => *data == Value::Null,
    }
}
