//! Whose tokens are taken, and in development tokens to try the API with.

mod development_key;
mod readiness;

use std::time::Duration;

use anyhow::{Context, bail};
use auth::{Keys, LocalIssuer, Role, Validation};
use clap::Args;
use issuer::{Config, Issuer, SetupError};
use web::access::Guard;

pub(crate) use self::readiness::WithKeys;
use crate::settings::{Auth, Environment, Settings};
use crate::telemetry;

/// What the issuer calls itself that development has where no other is named.
const LOCAL: &str = "local";

#[derive(Debug, Args)]
pub(crate) struct Request {
    /// Who the token speaks for
    #[arg(long, value_parser = subject)]
    subject: String,

    /// What they may do: viewer or editor
    #[arg(long)]
    role: Role,

    /// How long the token is valid, in minutes
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    minutes: u64,
}

fn subject(text: &str) -> Result<String, &'static str> {
    if auth::is_subject(text) {
        Ok(text.to_owned())
    } else {
        Err("it needs 1 to 255 characters, none of them a control character")
    }
}

/// The token that was asked for.
///
/// # Errors
/// When tokens are somebody else's to make.
pub(crate) fn mint(settings: &Settings, request: &Request) -> anyhow::Result<String> {
    // A key that is made here is told of in the log.
    telemetry::init(settings.environment, &settings.log);
    if let Some(url) = given(settings)? {
        let name = settings.origins.name("auth.issuer");
        bail!("tokens are made by {url}, which is the {name}");
    }
    let lifetime = Duration::from_secs(request.minutes.saturating_mul(60));
    Ok(local(settings)?.mint(&request.subject, request.role, lifetime)?)
}

/// A guard who believes tokens, and the keys with which they are verified. Whether their issuer answers
/// shows later.
///
/// # Errors
/// When a setting is wrong, or there is no issuer in production.
pub(crate) fn guard(settings: &Settings) -> anyhow::Result<(Guard, Keys)> {
    let keys = match given(settings)? {
        Some(url) => Keys::new(&validation(settings, url), remote(settings, url)?),
        None => Keys::new(&validation(settings, LOCAL), local(settings)?),
    };
    Ok((Guard::new(keys.clone()), keys))
}

/// Whether there is an issuer, or may be one.
///
/// # Errors
/// As [`guard`].
pub(crate) fn check(settings: &Settings) -> anyhow::Result<()> {
    if let Some(url) = given(settings)? {
        remote(settings, url)?;
    }
    Ok(())
}

/// The URL of the issuer, which development can do without.
fn given(settings: &Settings) -> anyhow::Result<Option<&str>> {
    let Auth {
        issuer, jwks_url, ..
    } = &settings.auth;
    let needed_by = match (some(issuer.as_deref()), settings.environment) {
        (Some(url), _) => return Ok(Some(url)),
        (None, Environment::Production) => "production",
        (None, Environment::Development) if some(jwks_url.as_deref()).is_some() => {
            "`auth.jwks_url`"
        }
        (None, Environment::Development) => return Ok(None),
    };
    bail!(
        "{} is missing: {needed_by} needs the URL of an OpenID Connect issuer",
        settings.origins.name("auth.issuer")
    )
}

/// An orchestrator may hand over an empty variable where none is set.
fn some(setting: Option<&str>) -> Option<&str> {
    setting.filter(|text| !text.is_empty())
}

fn validation(settings: &Settings, issuer: &str) -> Validation {
    let auth = &settings.auth;
    Validation {
        issuer: issuer.to_owned(),
        audience: auth.audience.clone(),
        leeway: Duration::from_secs(auth.leeway_seconds.into()),
        roles_claim: auth.roles_claim.clone(),
    }
}

fn remote(settings: &Settings, url: &str) -> anyhow::Result<Issuer> {
    let config = Config {
        url: url.to_owned(),
        jwks_url: some(settings.auth.jwks_url.as_deref()).map(str::to_owned),
        plain_http: matches!(settings.environment, Environment::Development),
    };
    Issuer::new(config).map_err(|error| {
        let key = match error {
            SetupError::Keys(_) => "auth.jwks_url",
            _ => "auth.issuer",
        };
        anyhow::Error::new(error).context(format!("{} cannot be used", settings.origins.name(key)))
    })
}

fn local(settings: &Settings) -> anyhow::Result<LocalIssuer> {
    let key = development_key::read_or_make()?;
    LocalIssuer::new(&key, validation(settings, LOCAL)).context(development_key::FILE)
}
