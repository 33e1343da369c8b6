//! Problems in the description of an API.

use std::collections::BTreeMap;

use utoipa::openapi::{Content, Header, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{IntoResponses, PartialSchema, ToSchema};

use crate::problem::Problem;

/// Every answer that is not listed is a problem. One of them says when to try again, and one that nobody
/// knows what has come of the request.
impl IntoResponses for Problem {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut retry_after = Header::new(u32::schema());
        retry_after.description = Some("When to try again, in seconds".to_owned());
        let unavailable = response("It cannot be done at the moment");
        BTreeMap::from([
            (
                "503".to_owned(),
                unavailable.header("retry-after", retry_after).into(),
            ),
            (
                "504".to_owned(),
                documented("It took too long, and something may have come of it"),
            ),
            ("default".to_owned(), documented("Anything else")),
        ])
    }
}

/// An answer that is a problem.
pub fn documented(description: &str) -> RefOr<Response> {
    response(description).into()
}

fn response(description: &str) -> ResponseBuilder {
    let content = Content::new(Some(Ref::from_schema_name(Problem::name())));
    ResponseBuilder::new()
        .description(description)
        .content("application/problem+json", content)
}
