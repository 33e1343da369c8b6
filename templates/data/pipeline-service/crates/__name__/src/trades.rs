//! Trades by columns: the stages of the pipeline, with the settings, the log and the stop of the service.

use std::io::{self, ErrorKind};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, bail};
use clap::Subcommand;
use pipeline::{CsvError, Limits, Progress, QueryError, Trades};
use records::{Archive, Writer};
use tokio::task;

use crate::settings::{Pipeline, Settings};
use crate::shutdown::Signals;
use crate::telemetry;

/// Invented trades that are stored at a time.
const BLOCK: usize = 4096;

#[derive(Debug, Subcommand)]
pub(crate) enum Stage {
    /// Make an archive of invented trades
    Sample {
        archive: PathBuf,

        /// How many
        #[arg(long, default_value_t = 1_000_000)]
        trades: usize,

        /// The same seed makes the same trades
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Write the trades of an archive into a Parquet file
    Convert { archive: PathBuf, parquet: PathBuf },
    /// Answer a question about a Parquet file, as CSV
    Query {
        parquet: PathBuf,

        /// In SQL; the file is the table `trades`
        sql: String,
    },
}

/// Does what one stage does.
///
/// # Errors
/// When a file is missing or not what it should be, when the query is refused, or when told to stop before the end.
pub(crate) async fn run(settings: &Settings, stage: Stage) -> anyhow::Result<()> {
    telemetry::init(settings.environment, &settings.log);
    match stage {
        Stage::Sample {
            archive,
            trades,
            seed,
        } => sample(&archive, trades, seed),
        Stage::Convert { archive, parquet } => convert(archive, parquet).await,
        Stage::Query { parquet, sql } => query(&settings.pipeline, &parquet, &sql).await,
    }
}

fn sample(archive: &Path, trades: usize, seed: u64) -> anyhow::Result<()> {
    let mut writer = Writer::create(archive)?;
    let mut sample = pipeline::sample(seed).take(trades).peekable();
    while sample.peek().is_some() {
        let block: Vec<_> = sample.by_ref().take(BLOCK).collect();
        writer.append(&block)?;
    }
    tracing::info!(archive = %archive.display(), trades, "made");
    Ok(())
}

/// Told to stop, it does so between two batches, so that it cleans up after itself.
async fn convert(archive: PathBuf, parquet: PathBuf) -> anyhow::Result<()> {
    let mut signals = Signals::new().context("cannot wait for signals")?;
    let stop = Arc::new(AtomicBool::new(false));
    let stopped = Arc::clone(&stop);
    let mut conversion = task::spawn_blocking(move || write(&archive, &parquet, &stopped));
    tokio::select! {
        () = signals.next() => tracing::info!("stopping"),
        done = &mut conversion => return done?,
    }
    stop.store(true, Ordering::Relaxed);
    conversion.await?
}

/// Logs each tenth of the way.
fn write(archive: &Path, parquet: &Path, stop: &AtomicBool) -> anyhow::Result<()> {
    let trades = Archive::open(archive)?;
    tracing::info!(archive = %archive.display(), trades = trades.len(), "converting");
    let mut logged = 0;
    pipeline::convert(&trades, parquet, &mut |Progress { done, total }| {
        let tenths = done.saturating_mul(10) / total;
        if tenths > logged {
            logged = tenths;
            tracing::info!(done, total, "converted so far");
        }
        if stop.load(Ordering::Relaxed) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    })?;
    tracing::info!(parquet = %parquet.display(), trades = trades.len(), "converted");
    Ok(())
}

/// Told to stop, it drops the query, and with it the folder of what did not fit into memory.
async fn query(settings: &Pipeline, parquet: &Path, sql: &str) -> anyhow::Result<()> {
    let mut signals = Signals::new().context("cannot wait for signals")?;
    let limits = Limits {
        memory: settings.memory_limit_bytes.get(),
        ..Limits::default()
    };
    tracing::info!(parquet = %parquet.display(), "asking");
    let answer = tokio::select! {
        () = signals.next() => bail!("stopped before the answer was complete"),
        answer = print(parquet, sql, &limits) => answer,
    };
    match answer {
        Ok(rows) => tracing::info!(rows, "answered"),
        Err(CsvError::Write(error)) if error.kind() == ErrorKind::BrokenPipe => {
            tracing::info!("whoever reads the answer has seen enough");
        }
        Err(error @ CsvError::Query(QueryError::Exhausted(_))) => {
            return Err(error).context("setting `pipeline.memory_limit_bytes`");
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

async fn print(parquet: &Path, sql: &str, limits: &Limits) -> Result<usize, CsvError> {
    let trades = Trades::open(parquet, limits).await?;
    trades.query(sql).await?.write_csv(io::stdout()).await
}
