//! Bodies of requests.

use std::error::Error as _;

use axum::Json;
use axum::extract::rejection::{JsonDataError, JsonRejection};
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use web::Problem;

/// A body in JSON. One that is no JSON at all the framework refuses as it does elsewhere; one in which
/// a field is missing, unknown or of another type is a problem with a code of its own.
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        match Json::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(JsonRejection::JsonDataError(error)) => Err(of_another_shape(&error)),
            Err(rejection) => Err(rejection.into_response()),
        }
    }
}

fn of_another_shape(error: &JsonDataError) -> Response {
    // Its own text begins with the framework's thoughts on Rust types.
    let reason = error
        .source()
        .map_or_else(|| error.body_text(), ToString::to_string);
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_body")
        .detail(reason)
        .into_response()
}
