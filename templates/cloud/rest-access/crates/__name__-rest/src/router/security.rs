//! Guards groups of routes, and says so in the API's description.

use auth::{PermissionType, Role};
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::SecurityRequirement;
use utoipa_axum::router::OpenApiRouter;
use web::access::Guard;
use web::description::documented;

use super::scheme;

/// Lets only those callers through who may do what `P` stands for.
pub(super) fn require<P: PermissionType>(
    mut routes: OpenApiRouter,
    guard: &Guard,
) -> OpenApiRouter {
    let needed = P::PERMISSION.to_string();
    let paths = &mut routes.get_openapi_mut().paths.paths;
    for operation in paths.values_mut().flat_map(operations) {
        let requirement = SecurityRequirement::new(scheme::NAME, [&needed]);
        operation.security = Some(vec![requirement]);
        let answers = &mut operation.responses.responses;
        answers.insert("401".to_owned(), documented(scheme::UNKNOWN));
        answers.insert(
            "403".to_owned(),
            documented(&format!("The caller's role does not have `{needed}`")),
        );
    }
    routes.route_layer(guard.require::<P>())
}

/// Says what the guards look for, and which role has what.
pub(super) fn describe(description: &mut OpenApi) {
    let roles = Role::ALL.map(permissions).join("; ");
    description
        .components
        .get_or_insert_default()
        .add_security_scheme(scheme::NAME, scheme::of(roles));
}

/// For people: `editor` has `read` and `write`.
fn permissions(role: Role) -> String {
    let names = role.permissions().iter().map(|name| format!("`{name}`"));
    format!("`{role}` has {}", names.collect::<Vec<_>>().join(" and "))
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
