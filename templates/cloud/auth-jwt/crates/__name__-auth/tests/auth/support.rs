//! Signs tokens, and stands in for their issuer.

use std::future;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::auth::{KeySource, Keys, LocalIssuer, Validation};

pub(crate) const LEEWAY: Duration = Duration::from_mins(1);

pub(crate) fn validation() -> Validation {
    Validation {
        issuer: "https://issuer.example".to_owned(),
        audience: "audience".to_owned(),
        leeway: LEEWAY,
        roles_claim: "roles".to_owned(),
    }
}

/// A private key of its own, by a name.
pub(crate) struct Signer {
    name: &'static str,
    key: EncodingKey,
}

impl Signer {
    pub(crate) fn new(name: &'static str) -> Self {
        let pem = LocalIssuer::private_key().unwrap();
        let der = pem.expose_secret().lines().nth(1).unwrap();
        let key = EncodingKey::from_ed_der(&BASE64_STANDARD.decode(der).unwrap());
        Self { name, key }
    }

    /// The public part.
    pub(crate) fn jwk(&self) -> Value {
        let jwk = Jwk::from_encoding_key(&self.key, Algorithm::EdDSA).unwrap();
        let mut jwk = serde_json::to_value(jwk).unwrap();
        jwk["kid"] = self.name.into();
        jwk["use"] = "sig".into();
        jwk
    }

    pub(crate) fn header(&self) -> Header {
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(self.name.to_owned());
        header
    }

    pub(crate) fn sign(&self, header: &Header, claims: &Value) -> String {
        jsonwebtoken::encode(header, claims, &self.key).unwrap()
    }

    /// A token that is good for a minute.
    pub(crate) fn token(&self) -> String {
        self.sign(&self.header(), &claims())
    }
}

pub(crate) fn claims() -> Value {
    json!({
        "iss": "https://issuer.example", "aud": "audience", "sub": "ada", "roles": ["viewer"], "exp": at(60),
    })
}

/// Seconds since 1970, `offset` from now.
pub(crate) fn at(offset: i64) -> u64 {
    jsonwebtoken::get_current_timestamp()
        .checked_add_signed(offset)
        .unwrap()
}

/// A source of keys that can be changed, and counts how often it was asked.
#[derive(Clone)]
pub(crate) struct Source {
    answer: Arc<Mutex<Answer>>,
    asked: Arc<AtomicUsize>,
}

#[derive(Clone)]
pub(crate) enum Answer {
    Text(String),
    Failure,
    Silence,
}

impl Source {
    pub(crate) fn new(answer: Answer) -> Self {
        Self {
            answer: Arc::new(Mutex::new(answer)),
            asked: Arc::default(),
        }
    }

    pub(crate) fn set(&self, answer: Answer) {
        *self.answer.lock().unwrap() = answer;
    }

    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    pub(crate) fn keys(&self) -> Keys {
        Keys::new(&validation(), self.clone())
    }
}

impl Answer {
    pub(crate) fn keys(keys: &[Value]) -> Self {
        Self::Text(json!({ "keys": keys }).to_string())
    }
}

impl KeySource for Source {
    type Error = io::Error;

    async fn key_set(&self) -> Result<Vec<u8>, io::Error> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        // Others come in the meantime.
        sleep(Duration::from_millis(100)).await;
        let answer = self.answer.lock().unwrap().clone();
        match answer {
            Answer::Text(text) => Ok(text.into_bytes()),
            Answer::Failure => Err(io::Error::other("gone")),
            Answer::Silence => future::pending().await,
        }
    }
}
