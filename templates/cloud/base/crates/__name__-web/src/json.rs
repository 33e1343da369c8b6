//! Bodies of requests.

use std::error::Error as _;
use std::fmt;
use std::marker::PhantomData;

use axum::Json;
use axum::extract::rejection::{JsonDataError, JsonRejection};
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::problem::Problem;

/// A body in JSON. One that is no JSON at all the framework refuses as it does elsewhere; one in which
/// a field is missing, unknown or of another type is a problem with a code of its own.
#[derive(Debug)]
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        match Json::from_request(request, state).await {
            Ok(Json(Object(body))) => Ok(Self(body)),
            Err(JsonRejection::JsonDataError(error)) => Err(of_another_shape(&error)),
            Err(rejection) => Err(rejection.into_response()),
        }
    }
}

/// Reads an object, and nothing but an object: a derived `Deserialize` would also take a list of what its
/// fields hold, which no description has. For fields, by `deserialize_with`.
///
/// # Errors
/// Where it is something else, or its fields are not as they should be.
pub fn object<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    deserializer.deserialize_map(Fields(PhantomData))
}

struct Object<T>(T);

struct Fields<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        object(deserializer).map(Self)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(fields))
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
