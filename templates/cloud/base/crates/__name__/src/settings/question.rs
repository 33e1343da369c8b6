//! What can be asked about the settings.

use clap::Subcommand;

use super::{Settings, table};
use crate::compose;

#[derive(Debug, Clone, Copy, Subcommand)]
pub(crate) enum Question {
    /// Say whether the service could start with them; nothing is opened or made
    Check,
    /// Show those in effect as a config.toml, without the secrets
    Show,
    /// Describe them all as a table in Markdown
    Table,
}

impl Question {
    /// # Errors
    /// When the service could not start with these settings.
    pub(crate) fn answer(self, settings: &Settings) -> anyhow::Result<String> {
        match self {
            Self::Check => {
                compose::check(settings)?;
                Ok("the settings can be used".to_owned())
            }
            Self::Show => Ok(toml::to_string(settings)?),
            Self::Table => table::of_all_settings(),
        }
    }
}
