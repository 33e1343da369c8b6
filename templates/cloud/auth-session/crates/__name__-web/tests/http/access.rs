//! Who gets past the guards, and from which pages.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use auth::testing::MemoryRepository;
use auth::{Accounts, Role, Rules, Token};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use axum::http::header::COOKIE;
use axum::routing::{get, post};
use futures_util::stream;
use tokio::sync::Barrier;

use crate::support::{Answer, CONFIG, Ready, builder, request, router_with, send};
use crate::web::access::session::{COOKIE_NAME, clear_cookie, for_strangers, set_cookie};
use crate::web::access::{Allowed, Caller, Guard, Read, Write, allow, caller};
use crate::web::{self, Config, Interface};

/// Guarded routes, and those who have logged in.
struct Api {
    accounts: MemoryRepository,
    router: Router,
}

impl Api {
    fn new() -> Self {
        let accounts = MemoryRepository::default();
        let router = router(accounts.clone());
        Self { accounts, router }
    }

    /// The cookie of somebody who is called ada.
    fn cookie(&self, role: Role) -> String {
        format!(
            "{COOKIE_NAME}={}",
            self.accounts.logged_in("ada", role).expose()
        )
    }

    async fn ask_as(&self, role: Role, path: &str) -> Answer {
        ask(&self.router, path, &[&self.cookie(role)]).await
    }
}

/// `/read` and `/write` are guarded so, `/known` asks who calls.
fn router(accounts: MemoryRepository) -> Router {
    async fn name<P>(allowed: Allowed<P>) -> String {
        caller(&allowed).to_owned()
    }
    async fn known(caller: Caller) -> StatusCode {
        allow::<Write>(caller).map_or_else(|problem| problem.status(), |_| StatusCode::OK)
    }

    let rules = Rules {
        registration_open: true,
        session_lifetime: Duration::from_hours(1),
    };
    let guard = Guard::new(Accounts::new(accounts, rules));
    let read = Router::new()
        .route("/read", get(name::<Read>))
        .route("/read/write", get(name::<Write>))
        .route_layer(guard.require::<Read>());
    let write = Router::new()
        .route("/write", get(name::<Write>).post(name::<Write>))
        .route("/write/read", get(name::<Read>))
        .route_layer(guard.require::<Write>());
    let api = Router::new()
        .route("/known", get(known))
        .route("/unguarded", get(name::<Read>))
        .route("/open", post(|| async { "open" }))
        .merge(read)
        .merge(write)
        .with_state(guard);
    router_with(CONFIG, api, Ready(true))
}

async fn ask(router: &Router, path: &str, cookies: &[&str]) -> Answer {
    let mut request = builder("GET", path);
    for value in cookies {
        request = request.header(COOKIE, *value);
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
async fn the_cookie_is_found_among_others() {
    let api = Api::new();
    let cookie = api.cookie(Role::Viewer);
    let line = format!("a=b; {cookie};c=d=e");
    for cookies in [&[line.as_str()][..], &["a=b", &cookie, "c"]] {
        let answer = ask(&api.router, "/read", cookies).await;
        assert_eq!(answer.body, "ada", "{cookies:?}");
    }
}

#[tokio::test]
async fn who_has_not_logged_in_is_told_so() {
    let api = Api::new();
    let (ended, guessed) = (format!("{COOKIE_NAME}="), format!("{COOKIE_NAME}=guessed"));
    let other = api.cookie(Role::Viewer).replace("__Host-", "");
    for (cookies, code) in [
        (&[][..], "unauthenticated"),
        (&[other.as_str()], "unauthenticated"),
        (&[ended.as_str()], "session_ended"),
        (&[guessed.as_str()], "session_ended"),
    ] {
        let refused = ask(&api.router, "/read", cookies).await;
        refused.assert_problem(401, code);
        assert_eq!(refused.header("www-authenticate"), r#"Cookie realm="api""#);
    }
}

#[tokio::test]
async fn two_sessions_are_none() {
    let api = Api::new();
    let (one, two) = (api.cookie(Role::Viewer), api.cookie(Role::Editor));
    let line = format!("{one}; {two}");
    for cookies in [&[one.as_str(), &two][..], &[&line]] {
        let refused = ask(&api.router, "/read", cookies).await;
        refused.assert_problem(400, "malformed_cookie");
    }
}

/// Whether a browser would send it for a page of this service or of another one.
#[tokio::test]
async fn what_a_page_of_another_site_sends_changes_nothing() {
    let api = Api::new();
    let cookie = api.cookie(Role::Editor);
    for (headers, is_refused) in [
        (&[][..], false),
        (&[("sec-fetch-site", "same-origin")], false),
        (&[("sec-fetch-site", "none")], false),
        (&[("sec-fetch-site", "same-site")], true),
        (&[("sec-fetch-site", "cross-site")], true),
        (
            &[("origin", "https://shop.example"), ("host", "shop.example")],
            false,
        ),
        (
            &[("origin", "https://evil.example"), ("host", "shop.example")],
            true,
        ),
        (&[("origin", "null"), ("host", "shop.example")], true),
    ] {
        for (method, path, passes) in [
            ("GET", "/write", true),
            ("POST", "/write", !is_refused),
            ("POST", "/open", !is_refused),
        ] {
            let mut request = builder(method, path).header(COOKIE, &cookie);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let answer = send(&api.router, request.body(Body::empty()).unwrap()).await;
            if passes {
                assert_eq!(answer.status, 200, "{method} {path} {headers:?}");
            } else {
                answer.assert_problem(403, "cross_origin");
            }
        }
    }
}

#[test]
fn the_cookie_is_kept_from_scripts_other_hosts_and_other_sites() {
    let token = Token::from("a".to_owned());
    let set = set_cookie(&token, Duration::from_hours(1));
    assert!(set.is_sensitive(), "it would be logged");
    let attributes = "Path=/; Secure; HttpOnly; SameSite=Strict";
    assert_eq!(set, format!("{COOKIE_NAME}=a; Max-Age=3600; {attributes}"));
    assert_eq!(
        clear_cookie(),
        format!("{COOKIE_NAME}=; Max-Age=0; {attributes}")
    );
    assert!(COOKIE_NAME.starts_with("__Host-"));
}

#[tokio::test]
async fn strangers_have_a_place_once_their_bodies_are_there() {
    const PLACES: usize = 32;
    let door = Arc::new(Barrier::new(PLACES + 1));
    let inside = Arc::clone(&door);
    let held = async move || {
        inside.wait().await;
    };
    let pages = Router::new()
        .route("/free", post(async || {}))
        .route("/held", post(held));
    let pages = for_strangers(pages);
    let api = Router::new().route("/known", get(async || {}));
    let router = web::router(CONFIG, Interface { api, pages }, Ready(true));
    let ask = |path, body| {
        let (to, asked) = (router.clone(), builder("POST", path).body(body).unwrap());
        async move { send(&to, asked).await }
    };

    for _ in 0..PLACES {
        let unsent = Body::from_stream(stream::pending::<Result<Bytes, Infallible>>());
        tokio::spawn(ask("/held", unsent));
    }
    for _ in 1..PLACES {
        tokio::spawn(ask("/held", "sent".into()));
    }
    tokio::task::yield_now().await;
    ask("/free", "sent".into()).await.assert_status(200);

    let last = tokio::spawn(ask("/held", "sent".into()));
    tokio::task::yield_now().await;
    let refused = ask("/free", "sent".into()).await;
    refused.assert_problem(503, "overloaded");
    request(&router, "GET", "/known").await.assert_status(200);

    door.wait().await;
    last.await.unwrap().assert_status(200);
    ask("/free", "sent".into()).await.assert_status(200);
}

#[tokio::test]
async fn strangers_send_little() {
    let pages = for_strangers(Router::new().route("/free", post(async || {})));
    let api = Router::new().route("/known", post(async |body: Bytes| body));
    let config = Config {
        max_body_bytes: 65_536,
        ..CONFIG
    };
    let router = web::router(config, Interface { api, pages }, Ready(true));
    for (path, bytes, status) in [
        ("/free", 4096, 200),
        ("/free", 4097, 413),
        ("/known", 4097, 200),
    ] {
        let asked = builder("POST", path).body("x".repeat(bytes).into());
        let answer = send(&router, asked.unwrap()).await;
        assert_eq!(answer.status, status, "{path} {bytes}");
        if status == 413 {
            answer.assert_problem(413, "payload_too_large");
            assert_eq!(answer.body["detail"], "a body may have 4096 bytes here");
        }
    }
}
