//! Signs tokens for those who may use the signing key.

mod development_key;

use std::time::Duration;

use anyhow::{Context, bail};
use auth::{Keys, Role};
use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use secrecy::{ExposeSecret, SecretString};

use crate::settings::{Environment, Settings};
use crate::telemetry;

#[derive(Debug, Args)]
pub(crate) struct Request {
    /// Who the token speaks for
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    subject: String,

    /// What they may do: viewer or editor
    #[arg(long)]
    role: Role,

    /// How long the token is valid, in minutes
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    minutes: u64,
}

/// The token that was asked for.
///
/// # Errors
/// When there is no signing key.
pub(crate) fn mint(settings: &Settings, request: &Request) -> anyhow::Result<String> {
    // A key that is made here is told of in the log.
    telemetry::init(settings.environment, &settings.log);
    let lifetime = Duration::from_secs(request.minutes.saturating_mul(60));
    Ok(keys(settings)?.mint(&request.subject, request.role, lifetime)?)
}

/// The keys with which tokens are signed and verified.
///
/// # Errors
/// When the secret is too short, or missing in production.
pub(crate) fn keys(settings: &Settings) -> anyhow::Result<Keys> {
    match given(settings)? {
        Some(secret) => keys_of(secret, settings),
        None => keys_of(&development_key::read_or_make()?, settings),
    }
}

/// Whether there are keys, or may be made.
///
/// # Errors
/// As [`keys`].
pub(crate) fn check(settings: &Settings) -> anyhow::Result<()> {
    if let Some(secret) = given(settings)? {
        keys_of(secret, settings)?;
    }
    Ok(())
}

/// The secret, which development can do without.
fn given(settings: &Settings) -> anyhow::Result<Option<&SecretString>> {
    // An orchestrator may hand over an empty variable where none is set.
    let given = settings.auth.key.as_ref();
    let key = given.filter(|key| !key.expose_secret().is_empty());
    match (key, settings.environment) {
        (None, Environment::Production) => bail!(
            "{} is missing: production needs a signing key, and `openssl rand -hex 32` makes one",
            settings.origins.name("auth.key")
        ),
        (key, _) => Ok(key),
    }
}

fn keys_of(secret: &SecretString, settings: &Settings) -> anyhow::Result<Keys> {
    let auth = &settings.auth;
    Keys::new(secret, &auth.issuer, &auth.audience)
        .with_context(|| format!("{} cannot be used", settings.origins.name("auth.key")))
}
