//! Checks every field of a request before it complains.

use std::fmt::Display;

use axum::http::StatusCode;

use crate::problem::{FieldError, Problem};

/// Collects what is wrong with the fields of a request.
#[derive(Debug, Default)]
pub struct Validation(Vec<FieldError>);

impl Validation {
    /// The value of the field, or `None` after noting what is wrong with it.
    pub fn field<T, E: Display>(&mut self, field: &'static str, value: Result<T, E>) -> Option<T> {
        match value {
            Ok(value) => Some(value),
            Err(error) => {
                let detail = error.to_string();
                self.0.push(FieldError { field, detail });
                None
            }
        }
    }

    /// The values of all fields, or a problem that names each wrong one.
    ///
    /// # Errors
    /// Where a field was wrong: 422, `invalid_fields`.
    pub fn finish<T>(self, values: Option<T>) -> Result<T, Problem> {
        values.filter(|_| self.0.is_empty()).ok_or_else(|| {
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_fields")
                .detail("some fields are not as they should be")
                .errors(self.0)
        })
    }
}
