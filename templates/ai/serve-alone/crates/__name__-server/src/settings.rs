//! What can be set, by flags or by environment variables.

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::thread::available_parallelism;
use std::time::Duration;

use anyhow::Context;
use clap::Parser;
use tracing_subscriber::filter::Targets;

#[derive(Debug, Parser)]
#[command(version, about)]
pub(crate) struct Settings {
    /// The model, in a folder as sentence-transformers keeps it
    #[arg(long, env = "SERVE_MODEL", value_name = "FOLDER")]
    pub(crate) model: PathBuf,

    /// What clients call the model, if not as its folder
    #[arg(long, env = "SERVE_NAME")]
    name: Option<String>,

    /// Where to listen
    #[arg(long, env = "SERVE_ADDRESS", default_value = "127.0.0.1:8080")]
    pub(crate) address: SocketAddr,

    /// Threads that compute, if not one for each core
    #[arg(long, env = "RAYON_NUM_THREADS")]
    threads: Option<NonZeroUsize>,

    /// Requests that may wait or be read; further ones are refused with status 429
    #[arg(long, env = "SERVE_QUEUE", default_value = "64")]
    queue: NonZeroUsize,

    /// Tokens that are computed together at most
    #[arg(long, env = "SERVE_BATCH_TOKENS", default_value = "4096")]
    batch_tokens: NonZeroUsize,

    /// Seconds that requests under way have left after a signal to stop
    #[arg(long, env = "SERVE_GRACE_SECONDS", default_value = "20")]
    grace_seconds: u64,

    /// Levels of the log, as in `info,serve=debug`
    #[arg(long, env = "SERVE_LOG", default_value = "info")]
    pub(crate) log: Targets,
}

impl Settings {
    pub(crate) fn engine(&self) -> serve::Settings {
        let folder = || self.model.file_name().unwrap_or(self.model.as_os_str());
        let name = || folder().to_string_lossy().into_owned();
        serve::Settings {
            name: self.name.clone().unwrap_or_else(name),
            queue: self.queue,
            batch_tokens: self.batch_tokens,
        }
    }

    /// # Errors
    ///
    /// When the number of cores is not set and cannot be found out.
    pub(crate) fn threads(&self) -> anyhow::Result<NonZeroUsize> {
        self.threads.map_or_else(
            || available_parallelism().context("the number of cores is unknown; set --threads"),
            Ok,
        )
    }

    pub(crate) fn grace(&self) -> Duration {
        Duration::from_secs(self.grace_seconds)
    }
}
