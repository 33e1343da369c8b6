//! Who gets past the guards.

use std::convert::Infallible;
use std::future;
use std::time::Duration;

use auth::{KeySource, Keys, LocalIssuer, Role, Validation};
use axum::Router;
use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{AUTHORIZATION, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::routing::get;
use tokio::time::sleep;

use crate::support::{Answer, builder, send};
use crate::web::access::{Allowed, Caller, Guard, Read, Write, allow, caller};

fn validation() -> Validation {
    Validation {
        issuer: "issuer".to_owned(),
        audience: "audience".to_owned(),
        leeway: Duration::ZERO,
        roles_claim: "roles".to_owned(),
    }
}

fn issuer() -> LocalIssuer {
    LocalIssuer::new(&LocalIssuer::private_key().unwrap(), validation()).unwrap()
}

fn token_of(issuer: &LocalIssuer, role: Role) -> String {
    issuer.mint("ada", role, Duration::from_mins(1)).unwrap()
}

/// Guarded routes, and the issuer of the tokens that they take.
struct Api {
    issuer: LocalIssuer,
    router: Router,
}

impl Api {
    fn new() -> Self {
        let issuer = issuer();
        let router = router(issuer.clone());
        Self { issuer, router }
    }

    fn token(&self, role: Role) -> String {
        token_of(&self.issuer, role)
    }

    async fn ask_as(&self, role: Role, path: &str) -> Answer {
        let bearer = format!("Bearer {}", self.token(role));
        ask(&self.router, path, &[&bearer]).await
    }
}

/// `/read` and `/write` are guarded so, `/known` asks who calls.
fn router(source: impl KeySource) -> Router {
    async fn name<P>(allowed: Allowed<P>) -> String {
        caller(&allowed).to_owned()
    }
    async fn known(caller: Caller) -> StatusCode {
        allow::<Write>(caller).map_or_else(|problem| problem.status(), |_| StatusCode::OK)
    }

    let guard = Guard::new(Keys::new(&validation(), source));
    let read = Router::new()
        .route("/read", get(name::<Read>))
        .route("/read/write", get(name::<Write>))
        .route_layer(guard.require::<Read>());
    let write = Router::new()
        .route("/write", get(name::<Write>))
        .route("/write/read", get(name::<Read>))
        .route_layer(guard.require::<Write>());
    Router::new()
        .route("/known", get(known))
        .route("/unguarded", get(name::<Read>))
        .merge(read)
        .merge(write)
        .with_state(guard)
}

async fn ask(router: &Router, path: &str, authorization: &[&str]) -> Answer {
    let mut request = builder("GET", path);
    for value in authorization {
        request = request.header(AUTHORIZATION, *value);
    }
    send(router, request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn roles_decide_who_reads_and_who_writes() {
    let api = Api::new();
    for (role, path) in [
        (Role::Viewer, "/read"),
        (Role::Editor, "/read"),
        (Role::Editor, "/write"),
    ] {
        assert_eq!(api.ask_as(role, path).await.body, "ada", "{role} {path}");
    }
    let refused = api.ask_as(Role::Viewer, "/write").await;
    refused.assert_problem(403, "insufficient_role");
    assert_eq!(refused.body["detail"], "this needs the permission `write`");
    assert_eq!(
        refused.header("www-authenticate"),
        r#"Bearer realm="api", error="insufficient_scope""#
    );
}

#[tokio::test]
async fn a_handler_that_asks_for_something_else_than_its_guard_is_not_reached() {
    let api = Api::new();
    for path in ["/read/write", "/write/read", "/unguarded"] {
        let answer = api.ask_as(Role::Editor, path).await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
    }
}

#[tokio::test]
async fn a_handler_can_ask_who_calls() {
    let api = Api::new();
    api.ask_as(Role::Editor, "/known").await.assert_status(200);
    api.ask_as(Role::Viewer, "/known").await.assert_status(403);
    let stranger = ask(&api.router, "/known", &[]).await;
    stranger.assert_problem(401, "unauthenticated");
}

#[tokio::test]
async fn the_scheme_is_not_case_sensitive() {
    let api = Api::new();
    let token = api.token(Role::Viewer);
    let answer = ask(&api.router, "/read", &[&format!("bEARER {token}")]).await;
    assert_eq!(answer.body, "ada");
}

#[tokio::test]
async fn without_a_token_the_answer_is_a_bare_challenge() {
    let api = Api::new();
    let token = api.token(Role::Viewer);
    for authorization in [&[][..], &["Basic YWRhOnNlY3JldA=="], &[token.as_str()]] {
        let refused = ask(&api.router, "/read", authorization).await;
        refused.assert_problem(401, "unauthenticated");
        assert_eq!(refused.header("www-authenticate"), r#"Bearer realm="api""#);
    }
}

#[tokio::test]
async fn a_malformed_header_is_refused() {
    let api = Api::new();
    let bearer = format!("Bearer {}", api.token(Role::Viewer));
    for authorization in [
        &["Bearer"][..],
        &["Bearer \u{e9}"],
        &[bearer.as_str(), bearer.as_str()],
    ] {
        let refused = ask(&api.router, "/read", authorization).await;
        refused.assert_problem(400, "malformed_authorization");
        assert_eq!(
            refused.header("www-authenticate"),
            r#"Bearer realm="api", error="invalid_request""#
        );
    }
}

/// It is understood as one and not believed; why is nobody's business.
#[tokio::test]
async fn a_token_of_somebody_else_is_refused() {
    let api = Api::new();
    let token = token_of(&issuer(), Role::Editor);
    let refused = ask(&api.router, "/read", &[&format!("Bearer {token}")]).await;
    refused.assert_problem(401, "invalid_token");
    assert_eq!(refused.body["detail"], "the token is not valid");
    assert_eq!(
        refused.header("www-authenticate"),
        r#"Bearer realm="api", error="invalid_token""#
    );
}

#[tokio::test]
async fn whoever_brings_a_token_for_too_long_is_told_that_it_has_expired() {
    let api = Api::new();
    let token = api.issuer.mint("ada", Role::Editor, Duration::ZERO);
    let bearer = format!("Bearer {}", token.unwrap());
    sleep(Duration::from_secs(2)).await;
    let refused = ask(&api.router, "/read", &[&bearer]).await;
    refused.assert_problem(401, "invalid_token");
    assert_eq!(refused.body["detail"], "the token has expired");
}

/// An issuer that does not answer.
struct Silent;

impl KeySource for Silent {
    type Error = Infallible;

    async fn key_set(&self) -> Result<Vec<u8>, Infallible> {
        future::pending().await
    }
}

#[tokio::test(start_paused = true)]
async fn where_nobody_can_tell_the_answer_says_when_to_try_again() {
    let token = token_of(&issuer(), Role::Editor);
    let refused = ask(&router(Silent), "/read", &[&format!("Bearer {token}")]).await;
    refused.assert_status(503);
    assert_eq!(refused.body["code"], "keys_unavailable");
    assert_eq!(refused.headers[RETRY_AFTER], "5");
    assert!(!refused.headers.contains_key(WWW_AUTHENTICATE));
}
