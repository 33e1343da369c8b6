//! Which paths there are, and what answers there.

use http::{Method, StatusCode};

use crate::problem::Problem;
use crate::service::ROUTES;

/// Answers the body of a request with JSON.
pub(crate) type Handler = fn(&[u8]) -> Result<Vec<u8>, Problem>;

/// A method on a path.
pub(crate) struct Route {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) handler: Handler,
}

/// What answers this method on this path; if the path is known for others, the problem names them.
pub(crate) fn find(method: &Method, path: &str) -> Result<Handler, Problem> {
    let here = || ROUTES.iter().filter(|route| route.path == path);
    if let Some(route) = here().find(|route| route.method == method) {
        return Ok(route.handler);
    }
    let others: Vec<&str> = here().map(|route| route.method.as_str()).collect();
    Err(if others.is_empty() {
        StatusCode::NOT_FOUND.into()
    } else {
        Problem::from(StatusCode::METHOD_NOT_ALLOWED).allow(others.join(", "))
    })
}
