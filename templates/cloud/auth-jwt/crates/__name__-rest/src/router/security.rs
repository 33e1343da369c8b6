//! Guards groups of routes, and says so in the API's description.

use auth::Keys;
use axum::extract::FromRequestParts;
use axum::middleware::from_extractor_with_state;
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;

use crate::problem;

const SCHEME: &str = "bearer";

/// Lets only those requests through that the guard accepts.
pub(super) fn require<Guard>(mut routes: OpenApiRouter, keys: &Keys) -> OpenApiRouter
where
    Guard: FromRequestParts<Keys> + 'static,
{
    let paths = &mut routes.get_openapi_mut().paths.paths;
    for operation in paths.values_mut().flat_map(operations) {
        let requirement = SecurityRequirement::new::<_, [&str; 0], &str>(SCHEME, []);
        operation.security = Some(vec![requirement]);
        let answers = &mut operation.responses.responses;
        answers.insert(
            "401".to_owned(),
            problem::documented("No token, or not a valid one"),
        );
        answers.insert(
            "403".to_owned(),
            problem::documented("The caller's role does not suffice"),
        );
    }
    routes.route_layer(from_extractor_with_state::<Guard, _>(keys.clone()))
}

/// Says what the guards look for.
pub(super) fn describe(description: &mut OpenApi) {
    let mut bearer = Http::new(HttpAuthScheme::Bearer);
    bearer.bearer_format = Some("JWT".to_owned());
    description
        .components
        .get_or_insert_default()
        .add_security_scheme(SCHEME, SecurityScheme::Http(bearer));
}

fn operations(path: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [
        &mut path.get,
        &mut path.put,
        &mut path.post,
        &mut path.delete,
        &mut path.patch,
    ]
    .into_iter()
    .flatten()
}
