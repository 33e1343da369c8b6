//! Who may do what.

use std::time::Duration;

use auth::{Keys, Role};
use axum::Router;
use axum::body::Body;
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::request::Builder;

use crate::api::router;
use crate::description::{documented_operations, with_parameters};
use crate::rest::{self, Api, Config};
use crate::support::{Ready, builder, send};

fn keys() -> Keys {
    let secret = "the secret of these tests: 37 bytes..".to_owned();
    Keys::new(&secret.into(), "issuer", "audience").unwrap()
}

/// The routes of this API, with everything around them.
pub(crate) fn router_with(config: Config, api: Api, ready: Ready) -> Router {
    rest::router(config, api, ready, &keys())
}

/// Makes it the request of someone who may do everything.
pub(crate) fn editor(request: Builder) -> Builder {
    with_role(request, Role::Editor)
}

fn with_role(request: Builder, role: Role) -> Builder {
    let token = keys().mint("ada", role, Duration::from_mins(1)).unwrap();
    request.header(AUTHORIZATION, format!("Bearer {token}"))
}

#[tokio::test]
async fn the_api_wants_to_know_who_asks() {
    let router = router();
    for (method, path) in documented_operations(&router).await {
        let request = builder(&method, &with_parameters(&path))
            .body(Body::empty())
            .unwrap();
        let answer = send(&router, request).await;
        if path.starts_with("/v1/") {
            answer.assert_problem(401, "unauthenticated");
            assert!(answer.headers.contains_key(WWW_AUTHENTICATE));
        } else {
            answer.assert_status(200);
        }
    }
}

#[tokio::test]
async fn viewers_read_and_do_not_write() {
    let router = router();
    for (method, path) in documented_operations(&router).await {
        let request = with_role(builder(&method, &with_parameters(&path)), Role::Viewer);
        let answer = send(&router, request.body(Body::empty()).unwrap()).await;
        if method == "GET" {
            // Nothing is there yet but the lists.
            let status = if path.contains('{') { 404 } else { 200 };
            assert_eq!(answer.status, status, "{path}: {answer:?}");
            assert_ne!(answer.body["code"], "not_found", "{path} is no route");
        } else {
            answer.assert_problem(403, "insufficient_role");
        }
    }
}

#[tokio::test]
async fn the_description_says_what_needs_a_token() {
    let answer = send(
        &router(),
        builder("GET", "/openapi.json").body(Body::empty()).unwrap(),
    )
    .await;
    let description = answer.body;
    assert_eq!(
        description["components"]["securitySchemes"]["bearer"]["scheme"],
        "bearer"
    );
    for (path, item) in description["paths"].as_object().unwrap() {
        for operation in item.as_object().unwrap().values() {
            assert_eq!(
                operation.get("security").is_some(),
                path.starts_with("/v1/"),
                "{path}"
            );
        }
    }
}
