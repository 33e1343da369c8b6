//! Checks every field of a request before it complains.

use std::fmt::Display;

use http::StatusCode;
use serde_json::{Value, json};

use crate::problem::Problem;

/// Collects what is wrong with the fields of a request.
#[derive(Default)]
pub(crate) struct Validation(Vec<Value>);

impl Validation {
    /// The value of the field, or `None` after noting what is wrong with it.
    pub(crate) fn field<T, E: Display>(
        &mut self,
        field: impl Display,
        value: Result<T, E>,
    ) -> Option<T> {
        value
            .map_err(|error| {
                let (field, detail) = (field.to_string(), error.to_string());
                self.0.push(json!({ "field": field, "detail": detail }));
            })
            .ok()
    }

    /// The values of all fields, or a problem that names each wrong one.
    pub(crate) fn finish<T>(self, values: Option<T>) -> Result<T, Problem> {
        values.filter(|_| self.0.is_empty()).ok_or_else(|| {
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_fields")
                .detail("some fields are not as they should be")
                .with("errors", self.0)
        })
    }
}
