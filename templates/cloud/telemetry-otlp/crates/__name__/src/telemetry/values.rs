//! Settings that not every text or number can be.

use axum::http::Uri;
use serde::{Deserialize, Serialize};

/// Where a collector listens: `http://`, a host and a port.
#[derive(Clone, Deserialize, Serialize)]
#[serde(try_from = "String")]
pub(crate) struct Endpoint(String);

impl Endpoint {
    pub(super) fn url(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Endpoint {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let uri: Uri = text.parse().map_err(|_| "no URL")?;
        let named = uri.port_u16().is_some()
            && uri.authority().is_some_and(|it| !it.as_str().contains('@'));
        let bare = uri.path_and_query().is_none_or(|rest| rest == "/");
        if uri.scheme_str() == Some("http") && named && bare {
            Ok(Self(text))
        } else {
            Err("not of the form http://host:port")
        }
    }
}

/// A share, from 0 to 1.
#[derive(Clone, Copy, Deserialize, Serialize)]
#[serde(try_from = "f64")]
pub(crate) struct Ratio(f64);

impl Ratio {
    pub(super) fn get(self) -> f64 {
        self.0
    }
}

impl TryFrom<f64> for Ratio {
    type Error = &'static str;

    fn try_from(ratio: f64) -> Result<Self, Self::Error> {
        if (0.0..=1.0).contains(&ratio) {
            Ok(Self(ratio))
        } else {
            Err("not from 0 to 1")
        }
    }
}
