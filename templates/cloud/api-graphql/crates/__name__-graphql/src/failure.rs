//! Errors of fields: they have the codes of problem documents.

use std::sync::Arc;

use async_graphql::{Error, ErrorExtensionValues, Name, Value, indexmap::IndexMap};
use web::{FieldError, Problem};

/// Why a field has no value.
#[derive(Clone, Debug)]
pub(crate) struct Failure(Arc<Problem>);

impl<P: Into<Problem>> From<P> for Failure {
    fn from(problem: P) -> Self {
        Self(Arc::new(problem.into()))
    }
}

/// `extensions.code` is for programs, the message for people; where arguments are wrong,
/// `extensions.errors` names each.
impl From<Failure> for Error {
    fn from(Failure(problem): Failure) -> Self {
        let mut extensions = ErrorExtensionValues::default();
        extensions.set("code", problem.code());
        if !problem.fields().is_empty() {
            let errors = problem.fields().iter().map(wrong).collect();
            extensions.set("errors", Value::List(errors));
        }
        Self {
            message: problem.text().to_owned(),
            extensions: Some(extensions),
            source: Some(problem),
        }
    }
}

fn wrong(error: &FieldError) -> Value {
    Value::Object(IndexMap::from([
        (Name::new("field"), error.field.into()),
        (Name::new("detail"), error.detail.clone().into()),
    ]))
}
