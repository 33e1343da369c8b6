//! JSON in and out.

use std::fmt;
use std::marker::PhantomData;

use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::error::Category;

use crate::problem::Problem;

/// Refuses a body that does not say that it is JSON: a page of another site can make a browser send
/// any other body without asking.
pub(crate) fn require_media_type(headers: &HeaderMap) -> Result<(), Problem> {
    let value = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let media_type = value
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default();
    let media_type = media_type.trim().to_ascii_lowercase();
    if media_type == "application/json" || media_type.ends_with("+json") {
        Ok(())
    } else {
        Err(Problem::from(StatusCode::UNSUPPORTED_MEDIA_TYPE).detail("a body is application/json"))
    }
}

/// What the body, an object, says; the problem tells what is no JSON from JSON of another shape.
pub(crate) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    match serde_json::from_slice(body) {
        Ok(Object(body)) => Ok(body),
        Err(error) => {
            let status = match error.classify() {
                Category::Data => StatusCode::UNPROCESSABLE_ENTITY,
                Category::Syntax | Category::Eof | Category::Io => StatusCode::BAD_REQUEST,
            };
            Err(Problem::from(status).detail(error.to_string()))
        }
    }
}

/// Reads an object, and nothing but an object: a derived `Deserialize` would also take a list of what
/// its fields hold. For fields, by `deserialize_with`.
pub(crate) fn object<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    deserializer.deserialize_map(Fields(PhantomData))
}

/// What [`object`] reads. For elements of lists.
pub(crate) struct Object<T>(pub(crate) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        object(deserializer).map(Self)
    }
}

struct Fields<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(fields))
    }
}

/// The value as JSON.
pub(crate) fn write<T: Serialize>(value: &T) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(value).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR.into())
}
