//! Who may talk to the service: whoever has logged in.

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::process::{Output, Stdio};
use std::thread;

use auth::{Account, AccountRepository, PasswordHash, RepositoryError, Role, Session, Token};
use axum::body::Body;
use axum::http::Request;
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::request::Builder;
use serde_json::json;
use store::Store;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use uuid::Uuid;
use web::access::session::COOKIE_NAME;

use crate::api::{self, MAKE, MEDIA_TYPE};
use crate::database::Database;
use crate::support::{Answer, Home, Service, variable};

const PASSWORD: &str = "correct horse battery staple";

/// What the session of these tests is known by that may do everything.
const TOKEN: &str = "a token that the service has not made";

/// What the service is told in production. The session of these tests is begun.
pub(crate) fn variables(database: &Database) -> [(String, String); 1] {
    let url = database.url();
    let begun = thread::spawn(move || Runtime::new().unwrap().block_on(begin(&url)));
    begun.join().unwrap();
    [(variable("auth.registration"), "true".to_owned())]
}

async fn begin(url: &str) {
    let store = Store::connect(url, NonZeroU32::MIN).await.unwrap();
    let account = Account {
        id: Uuid::now_v7(),
        name: "tester".parse().unwrap(),
        role: Role::Editor,
        password: PasswordHash::new("none".to_owned()),
    };
    match store.insert(&account).await {
        Ok(()) => {
            let session = Session {
                token: Token::from(TOKEN.to_owned()).digest(),
                account: account.id,
                began: Uuid::now_v7(),
                known_from: Uuid::nil(),
            };
            let kept = store.begin(&session, &account.password, None).await;
            assert!(kept.unwrap());
        }
        // The database is that of a service which was started before.
        Err(RepositoryError::NameTaken) => {}
        Err(error) => panic!("{error:?}"),
    }
    store.close().await;
}

/// Makes it the request of someone who may do everything.
pub(crate) fn editor(request: Builder) -> Builder {
    bringing(TOKEN, request)
}

fn bringing(token: &str, request: Builder) -> Builder {
    request.header(COOKIE, format!("{COOKIE_NAME}={token}"))
}

async fn list(service: &Service, token: &str) -> Answer {
    service
        .send(api::list(|request| bringing(token, request)))
        .await
}

async fn make(service: &Service, token: &str) -> Answer {
    let (path, body) = MAKE;
    let request = Request::post(path).header("content-type", MEDIA_TYPE);
    let request = bringing(token, request).body(body.into()).unwrap();
    service.send(request).await
}

fn with_credentials(path: &str, name: &str, password: &str) -> Request<Body> {
    let body = json!({ "name": name, "password": password }).to_string();
    let request = Request::post(path).header("content-type", "application/json");
    request.body(body.into()).unwrap()
}

async fn register(service: &Service, name: &str) -> Answer {
    service
        .send(with_credentials("/v1/accounts", name, PASSWORD))
        .await
}

async fn log_in(service: &Service, name: &str) -> Answer {
    service
        .send(with_credentials("/v1/session", name, PASSWORD))
        .await
}

/// A request to log in whose body has yet to come, and which the service has begun to handle.
async fn logging_in(address: SocketAddr) -> TcpStream {
    let head = format!(
        "POST /v1/session HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
         content-length: 99\r\nexpect: 100-continue\r\n\r\n"
    );
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    let go_on = b"HTTP/1.1 100 Continue\r\n\r\n";
    let mut answer = vec![0; go_on.len()];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer, go_on);
    stream
}

/// What the cookie holds that the answer sets.
fn token_in(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{answer:?}");
    let cookie = answer.headers[SET_COOKIE].to_str().unwrap();
    let (pair, _) = cookie.split_once("; ").unwrap();
    let (name, token) = pair.split_once('=').unwrap();
    assert_eq!(name, COOKIE_NAME);
    token.to_owned()
}

/// What came of a subcommand to which these lines were given.
async fn account(home: &Home, arguments: &[&str], lines: &str) -> Output {
    let mut command = home.command(&[&["account"], arguments].concat());
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut process = command.stderr(Stdio::piped()).spawn().unwrap();
    let mut input = process.stdin.take().unwrap();
    // What needs no password does not read it.
    let _ = input.write_all(lines.as_bytes()).await;
    drop(input);
    process.wait_with_output().await.unwrap()
}

#[tokio::test]
async fn strangers_are_refused() {
    let home = Home::new();
    let service = home.start(&[]).await;
    for token in ["", "guessed"] {
        assert_eq!(list(&service, token).await.status, 401, "{token}");
    }
    assert_eq!(service.send(api::list(|request| request)).await.status, 401);
    assert_eq!(service.get("/readyz").await.status, 200);
}

#[tokio::test]
async fn strangers_whose_bodies_do_not_arrive_are_in_nobodys_way() {
    let home = Home::new();
    let settings = [
        "server.max_requests_in_flight=1",
        "server.request_timeout_seconds=3600",
    ];
    let service = home.start(&settings).await;
    let mut strangers = Vec::new();
    for _ in 0..32 {
        strangers.push(logging_in(service.address).await);
    }
    // There is nobody of this name.
    assert_eq!(log_in(&service, "ada").await.status, 401);
    assert_eq!(list(&service, TOKEN).await.status, 200);
}

#[tokio::test]
async fn who_registers_may_read_and_no_more() {
    let home = Home::new();
    let service = home.start(&[]).await;
    let made = register(&service, "ada").await;
    assert_eq!(made.status, 201, "{made:?}");
    assert_eq!(made.body, json!({ "name": "ada", "roles": ["viewer"] }));
    assert!(!made.headers.contains_key(SET_COOKIE));
    assert_eq!(register(&service, "ada").await.body["code"], "name_taken");

    let logged_in = log_in(&service, "ada").await;
    assert_eq!(logged_in.body, made.body);
    let token = token_in(&logged_in);
    assert_eq!(list(&service, &token).await.status, 200);
    assert!(api::made(&make(&service, &token).await).is_none());
}

#[tokio::test]
async fn the_operator_makes_accounts_that_may_do_more() {
    let home = Home::new();
    let service = home.start(&["auth.registration=false"]).await;
    let closed = register(&service, "ada").await;
    assert_eq!(closed.status, 403);
    assert_eq!(closed.body["code"], "registration_closed");

    let lines = format!("{PASSWORD}\r\nmore\n");
    let added = account(&home, &["add", "ada", "--role", "editor"], &lines).await;
    assert!(added.status.success(), "{added:?}");
    let token = token_in(&log_in(&service, "ada").await);
    assert!(api::made(&make(&service, &token).await).is_some());

    let changed = account(&home, &["role", "ada", "viewer"], "").await;
    assert!(changed.status.success(), "{changed:?}");
    assert!(String::from_utf8_lossy(&changed.stderr).contains("role changed"));
    let refused = make(&service, &token).await;
    assert!(api::made(&refused).is_none(), "{refused:?}");
    assert_eq!(list(&service, &token).await.status, 200);

    let other = account(&home, &["password", "ada"], "another battery staple\n").await;
    assert!(other.status.success(), "{other:?}");
    assert_eq!(list(&service, &token).await.status, 401);
    assert_eq!(log_in(&service, "ada").await.status, 401);
}

#[tokio::test]
async fn the_operator_is_told_what_is_wrong() {
    let home = Home::new();
    let added = account(&home, &["add", "ada"], PASSWORD).await;
    assert!(added.status.success(), "{added:?}");
    for (arguments, password, reason) in [
        (
            &["add", "ada"][..],
            PASSWORD,
            "another account has this name",
        ),
        (&["add", "eve"], "too short", "15 to 128 characters"),
        (&["add", "eve"], "", "15 to 128 characters"),
        (&["add", "Eve"], PASSWORD, "1 to 64 characters"),
        (&["add", "eve", "--role", "king"], PASSWORD, "viewer"),
        (&["role", "eve", "editor"], "", "no such account"),
        (&["password", "eve"], PASSWORD, "no such account"),
        (&["password", "ada"], "too short", "15 to 128 characters"),
    ] {
        let output = account(&home, arguments, password).await;
        assert!(!output.status.success(), "{arguments:?}");
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.contains(reason), "{error}");
        assert!(!error.contains("too short"), "{error}");
    }
}

#[tokio::test]
async fn a_session_outlives_the_service_until_somebody_logs_out() {
    let home = Home::new();
    let service = home.start(&[]).await;
    register(&service, "ada").await;
    let token = token_in(&log_in(&service, "ada").await);
    service.terminate();
    service.stopped().await;

    let service = home.start(&[]).await;
    assert_eq!(list(&service, &token).await.status, 200);
    let leave = bringing(&token, Request::delete("/v1/session"));
    let left = service.send(leave.body(Body::empty()).unwrap()).await;
    assert_eq!(left.status, 204);
    let cookie = left.headers[SET_COOKIE].to_str().unwrap();
    assert!(
        cookie.starts_with(&format!("{COOKIE_NAME}=; Max-Age=0;")),
        "{cookie}"
    );
    let refused = list(&service, &token).await;
    assert_eq!(refused.status, 401, "{refused:?}");
}

#[tokio::test]
async fn a_page_of_another_site_changes_nothing() {
    let home = Home::new();
    let service = home.start(&[]).await;
    let here = format!("http://{}", service.address);
    for (header, value, is_refused) in [
        ("origin", "https://evil.example", true),
        ("origin", "null", true),
        ("sec-fetch-site", "cross-site", true),
        ("sec-fetch-site", "same-site", true),
        ("sec-fetch-site", "same-origin", false),
        ("origin", here.as_str(), false),
    ] {
        let (path, body) = MAKE;
        let request = editor(Request::post(path)).header("content-type", MEDIA_TYPE);
        let request = request.header(header, value).body(body.into()).unwrap();
        let answer = service.send(request).await;
        let code = answer.body["code"].as_str().unwrap_or_default();
        assert_eq!(
            code == "cross_origin",
            is_refused,
            "{header}: {value}: {answer:?}"
        );

        let mut request = with_credentials("/v1/session", "ada", PASSWORD);
        request.headers_mut().insert(header, value.parse().unwrap());
        let status = service.send(request).await.status;
        assert_eq!(
            status,
            if is_refused { 403 } else { 401 },
            "{header}: {value}"
        );
    }
}

#[tokio::test]
async fn neither_passwords_nor_sessions_are_logged() {
    let home = Home::new();
    let service = home.start(&["log.filter=trace"]).await;
    register(&service, "ada").await;
    let token = token_in(&log_in(&service, "ada").await);
    assert_eq!(list(&service, &token).await.status, 200);

    service.terminate();
    let (_, log) = service.stopped().await;
    assert!(log.contains("authenticated"), "{log}");
    for secret in [PASSWORD, &token] {
        assert!(!log.contains(secret), "{secret} in:\n{log}");
    }
    let hash = log.lines().find(|line| line.contains("$argon2id$"));
    assert_eq!(hash, None);
}
