//! Who may talk to the service: those with a token of its issuer.

mod issuer;

use std::convert::identity;
use std::os::unix::fs::PermissionsExt;
use std::sync::LazyLock;
use std::thread;
use std::time::Duration;

use auth::Role;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Builder;
use tokio::runtime::Runtime;
use tokio::time::timeout;

use self::issuer::{TestIssuer, signer};
use crate::api;
use crate::database::Database;
use crate::support::{Answer, Home, PATIENCE, Service, variable};

const MINT: [&str; 5] = ["token", "--subject", "ada", "--role", "editor"];

/// The issuer of all tests that do not care, in a runtime that outlives each of theirs.
static ISSUER: LazyLock<(TestIssuer, Runtime)> = LazyLock::new(|| {
    let start = || {
        let runtime = Runtime::new().unwrap();
        (runtime.block_on(TestIssuer::start()), runtime)
    };
    thread::spawn(start).join().unwrap()
});

/// What the service needs to know in production.
pub(crate) fn variables(_: &Database) -> Vec<(String, String)> {
    vec![(variable("auth.issuer"), ISSUER.0.url.clone())]
}

/// Makes it the request of someone who may do everything.
pub(crate) fn editor(request: Builder) -> Builder {
    bearing(&ISSUER.0.mint(Role::Editor), request)
}

fn bearing(token: &str, request: Builder) -> Builder {
    request.header(AUTHORIZATION, format!("Bearer {token}"))
}

async fn list(service: &Service, token: &str) -> Answer {
    service
        .send(api::list(|request| bearing(token, request)))
        .await
}

/// The service on its own issuer. Its log is for people.
async fn start_in_development(home: &Home, settings: &[&str]) -> Service {
    let mut command = home.command(&["--set", "server.port=0"]);
    command.args(settings.iter().flat_map(|setting| ["--set", setting]));
    let mut service = Service::starting(command);
    let listening = async {
        loop {
            let line = service.next_line().await.expect("it runs");
            if let Some((_, address)) = line.split_once("listening address=") {
                break address.trim().parse().unwrap();
            }
        }
    };
    service.address = timeout(PATIENCE, listening).await.expect("it starts");
    service
}

#[tokio::test]
async fn production_needs_an_issuer() {
    let home = Home::new();
    let commands = [
        (&["serve"][..], None),
        (&["config", "check"], None),
        (&MINT, None),
        (&MINT, Some("")),
    ];
    for (arguments, issuer) in commands {
        let output = home
            .command(arguments)
            .env(variable("environment"), "production")
            .envs(issuer.map(|issuer| (variable("auth.issuer"), issuer)))
            .output()
            .await
            .unwrap();
        assert!(!output.status.success());
        let error = String::from_utf8(output.stderr).unwrap();
        for part in ["`auth.issuer`", &variable("auth.issuer"), "is missing"] {
            assert!(error.contains(part), "{error}");
        }
    }
    let files = home.folder.path().read_dir().unwrap().count();
    assert_eq!(files, 0, "nothing was written");
}

#[tokio::test]
async fn an_address_that_nobody_can_trust_is_refused() {
    let home = Home::new();
    let good = "auth.issuer=https://issuer.example";
    for (environment, settings, refused) in [
        (
            "production",
            [good, "auth.jwks_url=https://issuer.example/keys"],
            None,
        ),
        (
            "production",
            [good, "auth.issuer=http://issuer.example"],
            Some("auth.issuer"),
        ),
        (
            "production",
            [good, "auth.jwks_url=http://issuer.example/keys"],
            Some("auth.jwks_url"),
        ),
        (
            "development",
            [good, "auth.issuer=http://issuer.example"],
            None,
        ),
        (
            "development",
            [good, "auth.issuer=issuer.example"],
            Some("auth.issuer"),
        ),
        (
            "development",
            ["auth.issuer=", "auth.jwks_url=https://issuer.example/keys"],
            Some("auth.issuer"),
        ),
    ] {
        let arguments = [
            "config",
            "check",
            "--set",
            settings[0],
            "--set",
            settings[1],
        ];
        let mut command = home.command(&arguments);
        let output = command
            .env(variable("environment"), environment)
            .output()
            .await
            .unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        match refused {
            None => assert!(output.status.success(), "{settings:?}: {error}"),
            Some(key) => assert!(
                error.contains(&format!("setting `{key}` (from --set)")),
                "{error}"
            ),
        }
    }
}

#[tokio::test]
async fn tokens_of_another_issuer_are_not_ours_to_make() {
    let home = Home::new();
    let issuer = "auth.issuer=https://issuer.example";
    let output = home.run(&[&MINT[..], &["--set", issuer]].concat()).await;
    assert!(
        !output.status.success() && output.stdout.is_empty(),
        "{output:?}"
    );
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("https://issuer.example"), "{error}");
}

#[tokio::test]
async fn no_token_is_made_that_has_expired_already() {
    let home = Home::new();
    let output = home.run(&[&MINT[..], &["--minutes", "0"]].concat()).await;
    assert!(!output.status.success());
    let output = home.run(&[&MINT[..], &["--minutes", "1"]].concat()).await;
    assert!(output.status.success(), "{output:?}");
}

#[tokio::test]
async fn no_token_is_made_for_nobody() {
    let home = Home::new();
    for nobody in ["", "a\nb", &"x".repeat(256)] {
        let output = home
            .run(&["token", "--subject", nobody, "--role", "editor"])
            .await;
        assert!(!output.status.success(), "{output:?}");
        assert!(output.stdout.is_empty(), "{output:?}");
    }
}

#[tokio::test]
async fn where_a_key_was_made_is_told_once() {
    let home = Home::new();
    let output = home.run(&MINT).await;
    let log = String::from_utf8(output.stderr).unwrap();
    let file = home.folder.path().canonicalize().unwrap();
    let file = file.join(".dev/issuer.pem").display().to_string();
    assert!(log.contains(&file), "{log}");

    let output = home.run(&MINT).await;
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[tokio::test]
async fn processes_that_start_together_agree_on_the_development_key() {
    let home = Home::new();
    let mint = async || {
        let output = home.run(&MINT).await;
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    let (a, b, c, d) = tokio::join!(mint(), mint(), mint(), mint());

    let key = home.folder.path().join(".dev/issuer.pem");
    let mode = key.metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "only its owner may read it");
    let files = home.folder.path().join(".dev").read_dir().unwrap();
    assert_eq!(files.count(), 1);

    let service = start_in_development(&home, &[]).await;
    for token in [a, b, c, d] {
        assert_eq!(list(&service, &token).await.status, 200);
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
async fn an_issuer_that_is_away_is_waited_for() {
    let issuer = TestIssuer::start().await;
    issuer.be_away(true);
    let home = Home::new();
    let service = home.start(&[&format!("auth.issuer={}", issuer.url)]).await;
    let token = issuer.mint(Role::Viewer);

    let answer = list(&service, &token).await;
    assert_eq!(answer.status, 503, "{answer:?}");
    assert_eq!(answer.body["code"], "keys_unavailable");
    assert_eq!(answer.headers["retry-after"], "5");
    assert_eq!(service.get("/readyz").await.status, 503);

    issuer.be_away(false);
    let ready = async { while service.get("/readyz").await.status != 200 {} };
    timeout(PATIENCE, ready).await.expect("it asks again");
    assert_eq!(list(&service, &token).await.status, 200);
}

#[tokio::test]
async fn why_a_token_is_refused_is_logged_and_not_told() {
    let home = Home::new();
    let mut service = home.start(&[]).await;
    let minute = Duration::from_mins(1);
    let token = signer(&ISSUER.0.url)
        .mint("ada", Role::Editor, minute)
        .unwrap();
    let answer = list(&service, &token).await;
    assert_eq!(answer.status, 401);
    assert_eq!(answer.body["detail"], "the token is not valid");

    let event = service.logged("refused").await;
    let error = event["fields"]["error"].as_str().unwrap();
    assert!(
        error.contains("names a key that the issuer does not have"),
        "{error}"
    );
}

#[tokio::test]
async fn neither_keys_nor_tokens_are_logged() {
    let home = Home::new();
    let output = home.run(&MINT).await;
    let token = String::from_utf8(output.stdout).unwrap().trim().to_owned();
    let key = std::fs::read_to_string(home.folder.path().join(".dev/issuer.pem")).unwrap();
    let service = start_in_development(&home, &["log.filter=trace"]).await;
    assert_eq!(list(&service, &token).await.status, 200);

    service.terminate();
    let (_, log) = service.stopped().await;
    assert!(log.contains("authenticated"), "{log}");
    for secret in [key.lines().nth(1).unwrap(), &token] {
        assert!(!log.contains(secret), "{secret} in:\n{log}");
    }
}
