//! Which tokens are believed.

use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::auth::{InvalidToken, Keys, Role, Validation, VerifyError};
use crate::support::{Answer, LEEWAY, Signer, Source, at, claims, validation};

/// Whether the token is believed by someone who knows these keys.
async fn verified(keys: &[Value], token: &str) -> Result<(), VerifyError> {
    let keys = Source::new(Answer::keys(keys)).keys();
    keys.verify(token).await.map(drop)
}

async fn assert_refused(signer: &Signer, token: &str) {
    let outcome = verified(&[signer.jwk()], token).await;
    assert!(matches!(outcome, Err(VerifyError::Invalid(_))), "{token}");
}

fn base64(value: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(value.to_string())
}

fn claims_with(name: &str, value: impl Into<Value>) -> Value {
    let mut claims = claims();
    claims[name] = value.into();
    claims
}

/// A key, and a token that it has signed; by Node's `crypto` module, and valid until the year 2100.
fn made_elsewhere() -> Vec<(Value, String)> {
    let made: Vec<Value> = serde_json::from_str(include_str!("elsewhere.json")).unwrap();
    let pair = |each: Value| {
        let token = each["token"].as_str().unwrap().to_owned();
        (each["jwk"].clone(), token)
    };
    made.into_iter().map(pair).collect()
}

#[tokio::test(start_paused = true)]
async fn tokens_made_elsewhere_are_understood() {
    let made = made_elsewhere();
    let keys: Vec<_> = made.iter().map(|(jwk, _)| jwk.clone()).collect();
    for (jwk, token) in &made {
        verified(&keys, token)
            .await
            .unwrap_or_else(|error| panic!("{}: {error:?}", jwk["alg"]));
    }
    assert_eq!(made.len(), 9);
}

#[tokio::test(start_paused = true)]
async fn a_key_is_for_one_algorithm() {
    for (mut jwk, token) in made_elsewhere() {
        let algorithm = jwk["alg"].take();
        let usual = ["RS256", "ES256", "ES384", "EdDSA"].contains(&algorithm.as_str().unwrap());
        let outcome = verified(&[jwk.clone()], &token).await;
        assert_eq!(
            outcome.is_ok(),
            usual,
            "{algorithm} with a key that names none"
        );

        let other = if algorithm == "PS512" {
            "RS256"
        } else {
            "PS512"
        };
        jwk["alg"] = other.into();
        let outcome = verified(&[jwk], &token).await;
        assert!(outcome.is_err(), "{algorithm} with a key for {other}");
    }
}

#[tokio::test(start_paused = true)]
async fn keys_for_something_else_are_passed_over() {
    let (signer, other) = (Signer::new("one"), Signer::new("other"));
    for (name, value) in [
        ("use", json!("enc")),
        ("key_ops", json!(["encrypt"])),
        ("kid", Value::Null),
        ("kty", json!("oct")),
        ("kty", json!("EC")),
        ("kty", json!("unheard of")),
        ("crv", json!("Ed448")),
        ("alg", json!("HS256")),
        ("alg", json!("RSA-OAEP")),
        ("x", json!("!")),
    ] {
        let mut jwk = signer.jwk();
        jwk["k"] = jwk["x"].clone();
        jwk["y"] = jwk["x"].clone();
        jwk[name] = value;
        let keys = [jwk.clone(), json!(7), other.jwk()];
        let outcome = verified(&keys, &signer.token()).await;
        let unknown = matches!(outcome, Err(VerifyError::Invalid(InvalidToken::UnknownKey)));
        assert!(unknown, "{jwk}");
        verified(&keys, &other.token()).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_need_not_say_that_it_is_for_signatures() {
    let signer = Signer::new("one");
    for (name, value) in [("use", Value::Null), ("key_ops", json!(["verify"]))] {
        let mut jwk = signer.jwk();
        jwk[name] = value;
        verified(&[jwk], &signer.token()).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn claims_are_checked() {
    let signer = Signer::new("one");
    let outside = i64::try_from(LEEWAY.as_secs()).unwrap() + 2;
    let inside = outside - 20;
    for (name, value, is_good) in [
        ("exp", json!(at(-inside)), true),
        ("exp", json!(at(-outside)), false),
        ("exp", json!("tomorrow"), false),
        ("exp", Value::Null, false),
        ("nbf", json!(at(inside)), true),
        ("nbf", json!(at(outside + 20)), false),
        ("nbf", json!("tomorrow"), false),
        ("aud", json!(["someone else", "audience"]), true),
        ("aud", json!(["someone else"]), false),
        ("aud", json!("someone else"), false),
        ("aud", Value::Null, false),
        ("iss", json!("https://issuer.example/"), false),
        ("iss", json!("someone else"), false),
        ("iss", Value::Null, false),
        ("sub", json!("x".repeat(255)), true),
        ("sub", json!("x".repeat(256)), false),
        ("sub", json!("a\0b"), false),
        ("sub", json!(""), false),
        ("sub", json!(7), false),
        ("sub", Value::Null, false),
    ] {
        let token = signer.sign(&signer.header(), &claims_with(name, value.clone()));
        let outcome = verified(&[signer.jwk()], &token).await;
        assert_eq!(outcome.is_ok(), is_good, "{name} {value}: {outcome:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn headers_are_checked() {
    let signer = Signer::new("one");
    let header = |change: fn(&mut Header)| {
        let mut header = signer.header();
        change(&mut header);
        header
    };
    for (header, is_good) in [
        (header(|header| header.typ = None), true),
        (header(|header| header.typ = Some("at+jwt".into())), true),
        (
            header(|header| header.typ = Some("application/AT+JWT".into())),
            true,
        ),
        (header(|header| header.typ = Some("dpop+jwt".into())), false),
        (
            header(|header| header.crit = Some(vec!["exp".into()])),
            false,
        ),
        (header(|header| header.kid = None), false),
        (header(|header| header.kid = Some("two".into())), false),
    ] {
        let token = signer.sign(&header, &claims());
        let outcome = verified(&[signer.jwk()], &token).await;
        assert_eq!(outcome.is_ok(), is_good, "{header:?}: {outcome:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_public_key_is_no_secret() {
    let signer = Signer::new("one");
    let jwk = signer.jwk();
    let written = jwk["x"].as_str().unwrap();
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(written).unwrap();
    for secret in [&bytes, written.as_bytes(), jwk.to_string().as_bytes()] {
        for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
            let mut header = signer.header();
            header.alg = algorithm;
            let key = EncodingKey::from_secret(secret);
            let token = jsonwebtoken::encode(&header, &claims(), &key).unwrap();
            assert_refused(&signer, &token).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_unsigned_token_is_refused() {
    let signer = Signer::new("one");
    for algorithm in ["none", "None", ""] {
        let header = base64(&json!({ "alg": algorithm, "kid": "one" }));
        assert_refused(&signer, &format!("{header}.{}.", base64(&claims()))).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_damaged_token_is_refused_where_the_sound_one_is_known() {
    let signer = Signer::new("one");
    let keys = Source::new(Answer::keys(&[signer.jwk()])).keys();
    let token = signer.token();
    keys.verify(&token).await.unwrap();
    let (head, signature) = token.rsplit_once('.').unwrap();
    let (header, _) = head.split_once('.').unwrap();
    let promoted = base64(&claims_with("roles", "editor"));
    let forged = Signer::new("one").token();

    for damaged in [
        token[..token.len() - 1].to_owned(),
        head.to_owned(),
        format!("{head}."),
        format!("{header}.{promoted}.{signature}"),
        forged,
        "abc".to_owned(),
        String::new(),
    ] {
        let outcome = keys.verify(&damaged).await;
        assert!(matches!(outcome, Err(VerifyError::Invalid(_))), "{damaged}");
    }
    keys.verify(&token).await.unwrap();
}

#[tokio::test]
async fn a_token_that_is_known_expires() {
    let signer = Signer::new("one");
    let keys = Source::new(Answer::keys(&[signer.jwk()])).keys();
    let leeway = i64::try_from(LEEWAY.as_secs()).unwrap();
    let expiring = claims_with("exp", at(2 - leeway));
    let token = signer.sign(&signer.header(), &expiring);
    keys.verify(&token).await.unwrap();

    sleep(Duration::from_secs(4)).await;
    let outcome = keys.verify(&token).await;
    let expired = matches!(outcome, Err(VerifyError::Invalid(InvalidToken::Expired)));
    assert!(expired, "{outcome:?}");
}

#[tokio::test(start_paused = true)]
async fn roles_are_where_they_are_said_to_be() {
    let signer = Signer::new("one");
    let (none, editor, all) = (&[][..], &[Role::Editor][..], &Role::ALL[..]);
    for (claim, claims, roles) in [
        ("roles", json!({ "roles": "editor" }), editor),
        ("roles", json!({ "roles": ["admin", "editor", 7] }), editor),
        ("roles", json!({ "roles": ["viewer", "editor"] }), all),
        ("roles", json!({ "roles": ["admin"] }), none),
        ("roles", json!({ "roles": { "editor": true } }), none),
        ("roles", json!({ "role": "editor" }), none),
        (
            "https://shop.example/r",
            json!({ "https://shop.example/r": ["editor"] }),
            editor,
        ),
        (
            "/realm_access/roles",
            json!({ "realm_access": { "roles": ["editor"] } }),
            editor,
        ),
        (
            "/realm_access/roles",
            json!({ "roles": ["editor"], "realm_access": 7 }),
            none,
        ),
    ] {
        let mut whole = claims_with("roles", Value::Null);
        whole
            .as_object_mut()
            .unwrap()
            .extend(claims.as_object().unwrap().clone());
        let validation = Validation {
            roles_claim: claim.to_owned(),
            ..validation()
        };
        let keys = Keys::new(&validation, Source::new(Answer::keys(&[signer.jwk()])));
        let caller = keys
            .verify(&signer.sign(&signer.header(), &whole))
            .await
            .unwrap();
        assert_eq!(caller.roles(), roles, "{claim} of {claims}");
    }
}
