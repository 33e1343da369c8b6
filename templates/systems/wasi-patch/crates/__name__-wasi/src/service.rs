//! What the component is for: JSON merge patches over HTTP.

use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::Value;

use crate::json;
use crate::patch::{self, Inexpressible};
use crate::problem::Problem;
use crate::routes::Route;

pub(crate) static ROUTES: [Route; 2] = [
    Route {
        method: Method::POST,
        path: "/v1/merge",
        handler: merge,
    },
    Route {
        method: Method::POST,
        path: "/v1/diff",
        handler: diff,
    },
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Merge {
    target: Value,
    patch: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Diff {
    from: Value,
    to: Value,
}

fn merge(body: &[u8]) -> Result<Vec<u8>, Problem> {
    let Merge { target, patch } = json::read(body)?;
    json::write(&patch::merge(target, patch))
}

fn diff(body: &[u8]) -> Result<Vec<u8>, Problem> {
    let Diff { from, to } = json::read(body)?;
    json::write(&patch::diff(&from, &to)?)
}

impl From<Inexpressible> for Problem {
    fn from(error: Inexpressible) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "inexpressible").detail(error.to_string())
    }
}
