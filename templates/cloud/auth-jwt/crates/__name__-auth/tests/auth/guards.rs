//! Who gets past the guards, asked over HTTP.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, Request, StatusCode};
use axum::middleware::from_extractor_with_state;
use axum::routing::get;
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

use crate::auth::{Allowed, Caller, Keys, LocalIssuer, Read, Require, Role, Write};
use crate::support::{Answer as Keyring, Signer, Source, validation};

/// Guarded routes, and the issuer of the tokens that they take.
struct Api {
    issuer: LocalIssuer,
    router: Router,
}

impl Api {
    fn new() -> Self {
        let key = LocalIssuer::private_key().unwrap();
        let issuer = LocalIssuer::new(&key, validation()).unwrap();
        let router = router(&Keys::new(&validation(), issuer.clone()));
        Self { issuer, router }
    }

    fn token(&self, subject: &str, role: Role) -> String {
        self.issuer
            .mint(subject, role, Duration::from_mins(1))
            .unwrap()
    }

    async fn ask_as(&self, role: Role, path: &str) -> Answer {
        let token = self.token("ada", role);
        ask(&self.router, path, &[&format!("Bearer {token}")]).await
    }
}

/// `/read` and `/write` are guarded so, `/whoami` asks for the caller itself.
fn router(keys: &Keys) -> Router {
    async fn name<P>(allowed: Allowed<P>) -> String {
        allowed.caller().subject().to_owned()
    }
    async fn whoami(caller: Caller) -> String {
        format!("{} is {:?}", caller.subject(), caller.roles())
    }

    let read = Router::new()
        .route("/read", get(name::<Read>))
        .route("/read/write", get(name::<Write>))
        .route_layer(from_extractor_with_state::<Require<Read>, _>(keys.clone()));
    let write = Router::new()
        .route("/write", get(name::<Write>))
        .route("/write/read", get(name::<Read>))
        .route_layer(from_extractor_with_state::<Require<Write>, _>(keys.clone()));
    Router::new()
        .route("/whoami", get(whoami))
        .route("/unguarded", get(name::<Read>))
        .merge(read)
        .merge(write)
        .with_state(keys.clone())
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

async fn ask(router: &Router, path: &str, authorization: &[&str]) -> Answer {
    let mut request = Request::get(path);
    for value in authorization {
        request = request.header(AUTHORIZATION, *value);
    }
    let request = request.body(Body::empty()).unwrap();
    let (parts, body) = router.clone().oneshot(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
    }
}

impl Answer {
    fn assert_problem(&self, status: u16, code: &str, detail: &str) {
        assert_eq!(self.status, status, "{}", self.body);
        assert_eq!(self.headers[CONTENT_TYPE], "application/problem+json");
        let problem: Value = serde_json::from_str(&self.body).unwrap();
        assert_eq!(problem["status"], status);
        assert_eq!(problem["code"], code);
        assert_eq!(problem["detail"], detail);
        // As in every other problem of the service.
        let members = ["type", "title", "status", "code", "detail"];
        let places = members.map(|name| self.body.find(&format!("\"{name}\":")).unwrap());
        assert!(places.is_sorted(), "{}", self.body);
    }

    fn challenge(&self) -> &str {
        self.headers[WWW_AUTHENTICATE].to_str().unwrap()
    }
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
    refused.assert_problem(
        403,
        "insufficient_role",
        "this needs the permission `write`",
    );
    assert!(
        refused
            .challenge()
            .contains(r#"error="insufficient_scope""#)
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
async fn a_handler_can_ask_for_the_caller() {
    let api = Api::new();
    let answer = api.ask_as(Role::Viewer, "/whoami").await;
    assert_eq!(answer.body, "ada is [Viewer]");
    assert_eq!(
        ask(&api.router, "/whoami", &[]).await.status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn the_scheme_is_not_case_sensitive() {
    let api = Api::new();
    let token = api.token("ada", Role::Viewer);
    let answer = ask(&api.router, "/read", &[&format!("bEARER {token}")]).await;
    assert_eq!(answer.body, "ada");
}

#[tokio::test]
async fn without_a_token_the_answer_is_a_bare_challenge() {
    let api = Api::new();
    let token = api.token("ada", Role::Viewer);
    for authorization in [&[][..], &["Basic YWRhOnNlY3JldA=="], &[token.as_str()]] {
        let refused = ask(&api.router, "/read", authorization).await;
        let detail = "this needs a bearer token in the Authorization header";
        refused.assert_problem(401, "unauthenticated", detail);
        assert_eq!(refused.challenge(), r#"Bearer realm="api""#);
    }
}

#[tokio::test]
async fn a_malformed_header_is_refused() {
    let api = Api::new();
    let token = api.token("ada", Role::Viewer);
    let bearer = format!("Bearer {token}");
    for authorization in [
        &["Bearer"][..],
        &["Bearer \u{e9}"],
        &[bearer.as_str(), bearer.as_str()],
    ] {
        let refused = ask(&api.router, "/read", authorization).await;
        let detail = "the Authorization header must read `Bearer <token>`, once";
        refused.assert_problem(400, "malformed_authorization", detail);
        assert!(refused.challenge().contains(r#"error="invalid_request""#));
    }
}

/// It is understood as one and not believed; why is nobody's business.
#[tokio::test]
async fn a_token_of_somebody_else_is_refused() {
    let api = Api::new();
    let token = Signer::new("nobody's").token();
    let refused = ask(&api.router, "/read", &[&format!("Bearer {token}")]).await;
    refused.assert_problem(401, "invalid_token", "the token is not valid");
    assert!(refused.challenge().contains(r#"error="invalid_token""#));
}

#[tokio::test(start_paused = true)]
async fn where_nobody_can_tell_the_answer_says_when_to_try_again() {
    let router = router(&Source::new(Keyring::Failure).keys());
    let token = Signer::new("one").token();
    let refused = ask(&router, "/read", &[&format!("Bearer {token}")]).await;
    let detail = "tokens cannot be verified at the moment";
    refused.assert_problem(503, "keys_unavailable", detail);
    assert_eq!(refused.headers[RETRY_AFTER], "5");
    assert!(!refused.headers.contains_key(WWW_AUTHENTICATE));
}
