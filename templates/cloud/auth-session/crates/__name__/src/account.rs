//! Accounts: those of the service, and what its operator does with them.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use anyhow::Context;
use auth::{Accounts, Name, Password, Role, Rules};
use clap::Subcommand;
use secrecy::SecretString;
use store::Store;
use web::access::Guard;

use crate::settings::Settings;
use crate::{compose, telemetry};

#[derive(Debug, Subcommand)]
pub(crate) enum Request {
    /// Make an account; its password is the first line of standard input
    Add {
        /// What somebody is called: a to z, 0 to 9, `.`, `_` or `-`
        name: Name,

        /// What they may do: viewer or editor
        #[arg(long, default_value_t = Role::Viewer)]
        role: Role,
    },
    /// Give an account another password, the first line of standard input; its sessions end
    Password {
        /// Whose it is
        name: Name,
    },
    /// Make an account something else, which counts at once
    Role {
        /// Whose it is
        name: Name,

        /// What they may do: viewer or editor
        role: Role,
    },
}

/// Does what the operator asks.
///
/// # Errors
/// When the database cannot be reached, there is another account with this name or none, or the password
/// is too short or too long.
pub(crate) async fn run(settings: &Settings, request: Request) -> anyhow::Result<()> {
    telemetry::init(settings.environment, &settings.log);
    let store = compose::store(settings).await?;
    let accounts = Accounts::new(store.clone(), rules(settings));
    match request {
        Request::Add { name, role } => {
            let password = Password::new(first_line()?)?;
            accounts.register(name, password, role).await?;
        }
        Request::Password { name } => {
            let password = Password::new(first_line()?)?;
            accounts.set_password(&name, password).await?;
        }
        Request::Role { name, role } => accounts.set_role(&name, role).await?,
    }
    store.close().await;
    Ok(())
}

/// A guard who knows whoever has logged in.
pub(crate) fn guard(settings: &Settings, store: Store) -> Guard {
    Guard::new(Accounts::new(store, rules(settings)))
}

fn rules(settings: &Settings) -> Rules {
    let hours = settings.auth.session_hours.get();
    Rules {
        registration_open: settings.auth.registration,
        session_lifetime: Duration::from_hours(hours.into()),
    }
}

fn first_line() -> anyhow::Result<SecretString> {
    let input = io::stdin();
    if input.is_terminal() {
        writeln!(io::stderr(), "The password, which will be seen here:")?;
    }
    let mut line = String::new();
    input
        .read_line(&mut line)
        .context("the password cannot be read from standard input")?;
    let length = line.trim_end_matches(['\r', '\n']).len();
    line.truncate(length);
    Ok(line.into())
}
