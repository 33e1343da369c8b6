//! Who may do what.

mod matrix;

use std::iter;

use axum::Router;
use axum::body::Body;
use axum::http::header::WWW_AUTHENTICATE;
use axum::http::request::Builder;
pub(crate) use web::access::testing::guard;
use web::access::testing::{Role, credentials};

use self::matrix::MATRIX;
use crate::api::{MAKE, OTHER, router};
use crate::description::{documented_operations, with_parameters};
use crate::support::{builder, request, send};

/// Someone whom the guard knows as that, or not at all.
type Caller = Option<Role>;

const STRANGER: Caller = None;
const VIEWER: Caller = Some(Role::Viewer);
const EDITOR: Caller = Some(Role::Editor);

/// Makes it the request of someone who may do everything.
pub(crate) fn editor(request: Builder) -> Builder {
    from_caller(request, EDITOR)
}

fn from_caller(request: Builder, caller: Caller) -> Builder {
    let Some(role) = caller else {
        return request;
    };
    let (name, value) = credentials("ada", role);
    request.header(name, value)
}

/// Those of the callers who may use the route, as the matrix has it.
fn expected(method: &str, path: &str) -> Vec<Caller> {
    let mut lines = MATRIX.iter();
    let line = lines.find(|(one, of_these, _)| (*one, *of_these) == (method, path));
    let (.., callers) = line.unwrap_or_else(|| panic!("{method} {path} is not in the matrix"));
    callers.to_vec()
}

/// Whether a request of the caller's comes to the route. Where it does not, it is told why.
async fn gets_through(router: &Router, method: &str, path: &str, caller: Caller) -> bool {
    let request = from_caller(builder(method, &with_parameters(path)), caller);
    let answer = send(router, request.body(Body::empty()).unwrap()).await;
    match (answer.status.as_u16(), caller) {
        (401 | 403, STRANGER) => {
            answer.assert_problem(401, "unauthenticated");
            assert!(answer.headers.contains_key(WWW_AUTHENTICATE));
            false
        }
        (401 | 403, _) => {
            answer.assert_problem(403, "insufficient_role");
            false
        }
        (status, _) => {
            let code = answer.body["code"].as_str().unwrap_or_default();
            let exists = !["not_found", "method_not_allowed"].contains(&code);
            assert!(exists && status < 500, "{method} {path}: {answer:?}");
            true
        }
    }
}

#[tokio::test]
async fn callers_get_as_far_as_the_matrix_says() {
    let router = router();
    let operations = documented_operations(&router).await;
    for (method, path) in &operations {
        let mut allowed = Vec::new();
        for caller in iter::once(STRANGER).chain(Role::ALL.map(Some)) {
            if gets_through(&router, method, path, caller).await {
                allowed.push(caller);
            }
        }
        assert_eq!(allowed, expected(method, path), "{method} {path}");
    }
    assert_eq!(operations.len(), MATRIX.len(), "the matrix has more routes");
}

#[tokio::test]
async fn the_description_says_what_the_matrix_says() {
    let router = router();
    let description = request(&router, "GET", "/openapi.json").await.body;
    let schemes = description["components"]["securitySchemes"].as_object();
    let (name, scheme) = schemes.unwrap().iter().next().unwrap();
    assert_eq!(
        scheme["description"],
        "`viewer` has `read`; `editor` has `read` and `write`"
    );
    for (method, path) in documented_operations(&router).await {
        let operation = &description["paths"][&path][method.to_lowercase()];
        let callers = expected(&method, &path);
        if callers.contains(&STRANGER) {
            assert!(operation.get("security").is_none(), "{method} {path}");
            continue;
        }

        let needed = operation["security"][0][name][0].as_str().unwrap();
        let suffices = |role: &Role| {
            let mut permissions = role.permissions().iter();
            permissions.any(|permission| permission.to_string() == needed)
        };
        let roles: Vec<_> = Role::ALL.into_iter().filter(suffices).map(Some).collect();
        assert_eq!(roles, callers, "{method} {path}");
        for status in ["401", "403"] {
            let answer = &operation["responses"][status];
            assert!(answer.is_object(), "{method} {path}: {status}");
        }
    }
}

#[tokio::test]
async fn callers_may_use_the_same_idempotency_key() {
    let router = router();
    for (subject, body) in [("ada", MAKE.1), ("eve", OTHER)] {
        let (name, value) = credentials(subject, Role::Editor);
        let request = builder("POST", MAKE.0)
            .header(name, value)
            .header("content-type", "application/json")
            .header("idempotency-key", "\"a\"");
        let answer = send(&router, request.body(body.into()).unwrap()).await;
        answer.assert_status(201);
    }
}
