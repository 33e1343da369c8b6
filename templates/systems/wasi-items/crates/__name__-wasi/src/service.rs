//! What the component is for: whether items could be called so.

use domain::Name;
use http::Method;
use serde::{Deserialize, Serialize};

use crate::json;
use crate::problem::Problem;
use crate::routes::Route;
use crate::validation::Validation;

pub(crate) static ROUTES: [Route; 1] = [Route {
    method: Method::POST,
    path: "/v1/checks",
    handler: check,
}];

/// Names, in a request and as the domain has them in the answer.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    names: Vec<String>,
}

fn check(body: &[u8]) -> Result<Vec<u8>, Problem> {
    let Names { names } = json::read(body)?;
    let mut fields = Validation::default();
    let mut checked = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let name: Option<Name> = fields.field(format_args!("names.{index}"), name.parse());
        checked.extend(name.map(|name| name.to_string()));
    }
    let names = fields.finish(Some(checked))?;
    json::write(&Names { names })
}
