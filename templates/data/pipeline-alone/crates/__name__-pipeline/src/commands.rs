//! What the program does.

use std::io::{self, ErrorKind};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::bail;
use indicatif::{ProgressBar, ProgressStyle};
use pipeline::{CsvError, Limits, Trades};
use records::{Archive, Writer};
use tokio::{select, signal, task};

/// Trades that are stored at a time.
const BLOCK: usize = 4096;

pub(crate) fn sample(archive: &Path, trades: u64, seed: u64) -> anyhow::Result<()> {
    let mut writer = Writer::create(archive)?;
    let bar = progress_bar(trades)?;
    let mut sample = pipeline::sample(seed);
    while writer.len() < trades {
        let left = usize::try_from(trades - writer.len()).unwrap_or(BLOCK);
        let block: Vec<_> = sample.by_ref().take(left.min(BLOCK)).collect();
        writer.append(&block)?;
        bar.set_position(writer.len());
    }
    bar.finish();
    Ok(())
}

/// Ctrl-C stops it between two batches, so that it cleans up after itself.
pub(crate) async fn convert(archive: &Path, parquet: PathBuf) -> anyhow::Result<()> {
    let archive = Archive::open(archive)?;
    let bar = progress_bar(archive.len())?;
    let stop = Arc::new(AtomicBool::new(false));
    let stopped = Arc::clone(&stop);
    let work = move || {
        pipeline::convert(&archive, parquet, &mut |progress| {
            bar.set_position(progress.done);
            if stopped.load(Ordering::Relaxed) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
    };
    let mut conversion = pin!(async { anyhow::Ok(task::spawn_blocking(work).await??) });
    select! {
        // Listens first, and starts then.
        biased;
        interrupt = signal::ctrl_c() => interrupt?,
        done = &mut conversion => return done,
    }
    stop.store(true, Ordering::Relaxed);
    conversion.await
}

/// Ctrl-C drops the query, and with it the folder of what did not fit into memory.
pub(crate) async fn query(parquet: &Path, sql: &str, memory: usize) -> anyhow::Result<()> {
    let limits = Limits {
        memory,
        ..Limits::default()
    };
    select! {
        biased;
        interrupt = signal::ctrl_c() => {
            interrupt?;
            bail!("stopped before the answer was complete")
        }
        done = print(parquet, sql, &limits) => done,
    }
}

async fn print(parquet: &Path, sql: &str, limits: &Limits) -> anyhow::Result<()> {
    let trades = Trades::open(parquet, limits).await?;
    let mut answer = trades.query(sql).await?;
    match answer.write_csv(io::stdout()).await {
        // Whoever reads there has seen enough.
        Err(CsvError::Write(error)) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(error.into()),
        Ok(_) => Ok(()),
    }
}

/// On standard error, and only where that is a terminal.
fn progress_bar(trades: u64) -> anyhow::Result<ProgressBar> {
    let style = "{wide_bar} {human_pos} of {human_len} trades, {eta}";
    Ok(ProgressBar::new(trades).with_style(ProgressStyle::with_template(style)?))
}
