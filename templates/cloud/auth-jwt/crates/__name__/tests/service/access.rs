//! Who may talk to the service: those with a token signed by its key.

use std::convert::identity;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use auth::{Keys, Role};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Builder;

use crate::api;
use crate::support::{Home, Service, variable};

const KEY: &str = "the key of these tests: 34 bytes..";

/// What the service needs to know in production.
pub(crate) fn variables() -> Vec<(String, String)> {
    vec![(variable("auth.key"), KEY.to_owned())]
}

/// Makes it the request of someone who may do everything.
pub(crate) fn editor(request: Builder) -> Builder {
    let name = env!("CARGO_PKG_NAME");
    let keys = Keys::new(&KEY.to_owned().into(), name, name).unwrap();
    let token = keys
        .mint("ada", Role::Editor, Duration::from_mins(1))
        .unwrap();
    request.header(AUTHORIZATION, format!("Bearer {token}"))
}

#[tokio::test]
async fn production_needs_a_key() {
    let home = Home::new();
    let minting = ["token", "--subject", "ada", "--role", "editor"];
    let commands = [
        (&["serve"][..], None),
        (&["config", "check"], None),
        (&minting, None),
        (&minting, Some("")),
    ];
    for (arguments, key) in commands {
        let output = home
            .command(arguments)
            .env(variable("environment"), "production")
            .envs(key.map(|key| (variable("auth.key"), key)))
            .output()
            .await
            .unwrap();
        assert!(!output.status.success());
        let error = String::from_utf8(output.stderr).unwrap();
        let name = variable("auth.key");
        for part in ["`auth.key`", &name, "is missing", "`openssl rand -hex 32`"] {
            assert!(error.contains(part), "{error}");
        }
    }
    assert_eq!(
        home.folder.path().read_dir().unwrap().count(),
        0,
        "nothing was written"
    );
}

#[tokio::test]
async fn no_token_is_made_that_has_expired_already() {
    let home = Home::new();
    let minting = ["token", "--subject", "ada", "--role", "editor", "--minutes"];
    let output = home.run(&[&minting[..], &["0"]].concat()).await;
    assert!(!output.status.success());
    let output = home.run(&[&minting[..], &["1"]].concat()).await;
    assert!(output.status.success(), "{output:?}");
}

#[tokio::test]
async fn no_token_is_made_for_nobody() {
    let home = Home::new();
    let output = home
        .run(&["token", "--subject", "", "--role", "editor"])
        .await;
    assert!(!output.status.success(), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
}

#[tokio::test]
async fn where_a_key_was_made_is_told_once() {
    let home = Home::new();
    let minting = ["token", "--subject", "ada", "--role", "editor"];
    let output = home.run(&minting).await;
    let log = String::from_utf8(output.stderr).unwrap();
    let file = home.folder.path().canonicalize().unwrap();
    let file = file.join(".dev/jwt.key").display().to_string();
    assert!(log.contains(&file), "{log}");

    let output = home.run(&minting).await;
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[tokio::test]
async fn a_short_key_is_refused() {
    let home = Home::new();
    let output = home.run(&["--set", "auth.key=short-secret", "serve"]).await;
    assert!(!output.status.success());
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(
        error.contains("`auth.key` (from --set)") && !error.contains("short-secret"),
        "{error}"
    );
}

#[tokio::test]
async fn processes_that_start_together_agree_on_the_development_key() {
    let home = Home::new();
    let mint = async || {
        let output = home
            .run(&["token", "--subject", "ada", "--role", "editor"])
            .await;
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    let (a, b, c, d) = tokio::join!(mint(), mint(), mint(), mint());

    let key = home.folder.path().join(".dev/jwt.key");
    let mode = key.metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "only its owner may read it");
    let key = std::fs::read_to_string(key).unwrap();
    assert_eq!(key.len(), 64);
    assert_eq!(
        home.folder.path().join(".dev").read_dir().unwrap().count(),
        1
    );

    let mut command = home.command(&["--set", "server.port=0"]);
    command.envs([
        (variable("auth.key"), key.as_str()),
        (variable("environment"), "production"),
    ]);
    let service = Service::start(command).await;
    for token in [a, b, c, d] {
        let list = api::list(|request| request.header(AUTHORIZATION, format!("Bearer {token}")));
        assert_eq!(service.send(list).await.status, 200);
    }
}

#[tokio::test]
async fn strangers_are_refused() {
    let home = Home::new();
    let service = home.start(&[]).await;
    assert_eq!(service.send(api::list(identity)).await.status, 401);
    assert_eq!(service.get("/readyz").await.status, 200);
}

#[tokio::test]
async fn why_a_token_is_refused_is_logged_and_not_told() {
    let home = Home::new();
    let mut service = home.start(&[]).await;
    let name = env!("CARGO_PKG_NAME");
    let keys = Keys::new(&KEY.to_uppercase().into(), name, name).unwrap();
    let token = keys
        .mint("ada", Role::Editor, Duration::from_mins(1))
        .unwrap();
    let list = api::list(|request| request.header(AUTHORIZATION, format!("Bearer {token}")));
    let answer = service.send(list).await;
    assert_eq!(answer.status, 401);
    assert_eq!(answer.body["detail"], "the token is not valid");

    let event = service.logged("refused").await;
    let error = event["fields"]["error"].as_str().unwrap();
    assert!(error.contains("InvalidSignature"), "{error}");
}

#[tokio::test]
async fn neither_keys_nor_tokens_are_logged() {
    let home = Home::new();
    let service = home.start(&["log.filter=trace"]).await;
    let request = api::list(editor);
    let token = request.headers()[AUTHORIZATION]
        .to_str()
        .unwrap()
        .to_owned();
    assert_eq!(service.send(request).await.status, 200);

    service.terminate();
    let (_, log) = service.stopped().await;
    assert!(log.contains("authenticated"), "{log}");
    for secret in [KEY, token.trim_start_matches("Bearer ")] {
        assert!(!log.contains(secret), "{secret} in:\n{log}");
    }
}
