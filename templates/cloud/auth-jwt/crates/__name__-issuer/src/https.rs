//! Fetches a document.

use std::error::Error;
use std::io;

use http_body_util::{BodyExt, Empty, Limited};
use hyper::body::Bytes;
use hyper::header::{ACCEPT, HeaderValue, USER_AGENT};
use hyper::{Request, StatusCode, Uri};
use hyper_rustls::{ConfigBuilderExt, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client as Pool;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::client::WantsClientCert;
use rustls::crypto::aws_lc_rs;
use rustls::{ClientConfig, ConfigBuilder, RootCertStore};

/// The largest document that is read, in bytes. The largest known key sets have a tenth of it.
const MAX_BYTES: usize = 256 * 1024;

const NAME: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// An HTTP client that trusts whom this machine trusts. It follows no redirects.
#[derive(Clone, Debug)]
pub(crate) struct Client(Pool<HttpsConnector<HttpConnector>, Empty<Bytes>>);

/// Why a document is not there.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("it does not answer")]
    Request(#[from] hyper_util::client::legacy::Error),
    #[error("it answers with the status {0}")]
    Status(StatusCode),
    #[error("its answer breaks off, or has more than {MAX_BYTES} bytes")]
    Body(#[source] Box<dyn Error + Send + Sync>),
}

impl Client {
    /// # Errors
    /// When TLS cannot be set up.
    pub(crate) fn new() -> io::Result<Self> {
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(trust()?.with_no_client_auth())
            .https_or_http()
            .enable_http1()
            .build();
        // Minutes lie between two requests: nothing is kept open for the next one.
        let pool = Pool::builder(TokioExecutor::new())
            .pool_max_idle_per_host(0)
            .build(connector);
        Ok(Self(pool))
    }

    /// The document at this address.
    pub(crate) async fn get(&self, uri: &Uri) -> Result<Bytes, Failure> {
        let mut request = Request::new(Empty::new());
        *request.uri_mut() = uri.clone();
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(USER_AGENT, HeaderValue::from_static(NAME));
        let answer = self.0.request(request).await?;
        if answer.status() != StatusCode::OK {
            return Err(Failure::Status(answer.status()));
        }
        let body = Limited::new(answer.into_body(), MAX_BYTES).collect().await;
        Ok(body.map_err(Failure::Body)?.to_bytes())
    }
}

/// Trusts the certificates that this machine trusts, or those that the environment variable
/// `SSL_CERT_FILE` names. Where there are none at all, nothing can be fetched over HTTPS.
fn trust() -> io::Result<ConfigBuilder<ClientConfig, WantsClientCert>> {
    let builder = || {
        ClientConfig::builder_with_provider(aws_lc_rs::default_provider().into())
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)
    };
    builder()?.with_native_roots().or_else(|error| {
        tracing::warn!(%error, "this machine trusts no certificates");
        Ok(builder()?.with_root_certificates(RootCertStore::empty()))
    })
}
