//! The documents of an issuer: what it says of itself, and its keys.

use std::io;

use auth::KeySource;
use hyper::Uri;
use hyper::body::Bytes;
use serde::Deserialize;

use crate::address::{InvalidAddress, checked, of_issuer};
use crate::https::{Client, Failure};

/// Which issuer, and how it is asked.
#[derive(Clone, Debug)]
pub struct Config {
    /// The issuer's URL, exactly as it calls itself.
    pub url: String,
    /// Where its keys are, if that is not to be found out from the issuer.
    pub jwks_url: Option<String>,
    /// Whether other machines than this one may be asked without TLS.
    pub plain_http: bool,
}

/// Finds an issuer's keys (`OpenID` Connect Discovery 1.0), and fetches them.
#[derive(Debug)]
pub struct Issuer {
    client: Client,
    url: String,
    at: Place,
    plain_http: bool,
}

#[derive(Debug)]
enum Place {
    /// Of what the issuer says of itself, among it where its keys are.
    Metadata(Uri),
    Keys(Uri),
}

/// An issuer that cannot be asked.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// By its own address.
    #[error("the issuer's URL cannot be used")]
    Issuer(#[source] InvalidAddress),
    /// By that of its keys.
    #[error("the URL of the issuer's keys cannot be used")]
    Keys(#[source] InvalidAddress),
    /// By TLS.
    #[error("TLS cannot be set up")]
    Tls(#[from] io::Error),
}

/// The keys are not there.
#[derive(Debug, thiserror::Error)]
#[error("{url}")]
pub struct FetchError {
    url: Uri,
    #[source]
    reason: Reason,
}

#[derive(Debug, thiserror::Error)]
enum Reason {
    #[error(transparent)]
    Fetch(#[from] Failure),
    #[error("the answer is not the metadata of an issuer")]
    Metadata(#[from] serde_json::Error),
    #[error("the answer is about another issuer: {0}")]
    OtherIssuer(String),
    #[error("the answer names keys at {0}")]
    Keys(String, #[source] InvalidAddress),
}

/// What is read of the metadata (`OpenID` Connect Discovery 1.0, section 3; RFC 8414, section 2).
#[derive(Deserialize)]
struct Metadata {
    issuer: String,
    jwks_uri: String,
}

impl Issuer {
    /// An issuer, which is not asked yet.
    ///
    /// # Errors
    /// When an address is not a URL, or not a secure one.
    pub fn new(config: Config) -> Result<Self, SetupError> {
        let Config {
            url,
            jwks_url,
            plain_http,
        } = config;
        of_issuer(&url, plain_http).map_err(SetupError::Issuer)?;
        let at = match jwks_url {
            Some(url) => Place::Keys(checked(&url, plain_http).map_err(SetupError::Keys)?),
            None => Place::Metadata(metadata_of(&url, plain_http).map_err(SetupError::Issuer)?),
        };
        Ok(Self {
            client: Client::new()?,
            url,
            at,
            plain_http,
        })
    }

    async fn keys_uri(&self) -> Result<Uri, FetchError> {
        let uri = match &self.at {
            Place::Keys(uri) => return Ok(uri.clone()),
            Place::Metadata(uri) => uri,
        };
        let json = self.get(uri).await?;
        self.read(&json).map_err(|reason| FetchError {
            url: uri.clone(),
            reason,
        })
    }

    /// Where the keys are, if the metadata is this issuer's: another one might put its keys here.
    fn read(&self, json: &[u8]) -> Result<Uri, Reason> {
        let Metadata { issuer, jwks_uri } = serde_json::from_slice(json)?;
        if issuer != self.url {
            return Err(Reason::OtherIssuer(issuer));
        }
        checked(&jwks_uri, self.plain_http).map_err(|error| Reason::Keys(jwks_uri, error))
    }

    async fn get(&self, uri: &Uri) -> Result<Bytes, FetchError> {
        self.client.get(uri).await.map_err(|failure| FetchError {
            url: uri.clone(),
            reason: failure.into(),
        })
    }
}

impl KeySource for Issuer {
    type Error = FetchError;

    async fn key_set(&self) -> Result<Vec<u8>, FetchError> {
        let uri = self.keys_uri().await?;
        Ok(self.get(&uri).await?.into())
    }
}

/// Where an issuer tells about itself: below its own path, without the slash at its end.
fn metadata_of(issuer: &str, plain_http: bool) -> Result<Uri, InvalidAddress> {
    let base = issuer.strip_suffix('/').unwrap_or(issuer);
    let metadata = format!("{base}/.well-known/openid-configuration");
    checked(&metadata, plain_http)
}
