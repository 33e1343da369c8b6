//! What each stage takes, and what the same sum takes in place and in SQL.
//!
//! `cargo bench -p … --bench pipeline -- 100000` takes 100 000 trades instead of a million. Prints a table in Markdown.

use std::error::Error;
use std::hint::black_box;
use std::io::Write;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use arrow::array::AsArray;
use arrow::datatypes::UInt64Type;
use pipeline::{Limits, Trades};
use records::{Archive, Writer};
use tokio::runtime::Runtime;

const ROUNDS: usize = 7;
const BLOCK: usize = 4096;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A name, and the work: it yields a number that is known.
struct Stage<'a> {
    name: &'static str,
    expected: u64,
    run: Box<dyn Fn() -> Result<u64> + 'a>,
}

fn main() -> Result<()> {
    let count = count();
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("trades");
    let parquet = folder.path().join("trades.parquet");
    let again = folder.path().join("again.parquet");
    let trades: Vec<_> = pipeline::sample(1).take(count).collect();
    let mut writer = Writer::create(&path)?;
    for block in trades.chunks(BLOCK) {
        writer.append(block)?;
    }
    let archive = Archive::open(&path)?;
    pipeline::convert(&archive, &parquet, &mut |_| ControlFlow::Continue(()))?;
    let runtime = Runtime::new()?;
    let file = runtime.block_on(Trades::open(&parquet, &Limits::default()))?;

    let sum = trades.iter().map(|trade| u64::from(trade.quantity)).sum();
    // The times of a hundredth of the trades, from the middle of them.
    let few = &trades[count / 2..count / 2 + count / 100];
    let sum_of_few = few.iter().map(|trade| u64::from(trade.quantity)).sum();
    let between = format!(
        "SELECT sum(quantity) FROM trades
         WHERE executed_at BETWEEN to_timestamp_nanos({}) AND to_timestamp_nanos({})",
        few[0].executed_at,
        few[few.len() - 1].executed_at
    );
    let query = |sql: &str| runtime.block_on(number(&file, sql));
    let stages = [
        Stage {
            name: "archive to batches",
            expected: count as u64,
            run: Box::new(|| {
                pipeline::batches(&archive)
                    .map(|batch| Ok(black_box(batch?).num_rows() as u64))
                    .sum()
            }),
        },
        Stage {
            name: "archive to Parquet, stored",
            expected: parquet.metadata()?.len(),
            run: Box::new(|| {
                pipeline::convert(&archive, &again, &mut |_| ControlFlow::Continue(()))?;
                Ok(again.metadata()?.len())
            }),
        },
        Stage {
            name: "sum in place",
            expected: sum,
            run: Box::new(|| {
                let trades = archive.trades();
                Ok(trades
                    .map(|trade| u64::from(trade.quantity.to_native()))
                    .sum())
            }),
        },
        Stage {
            name: "sum in SQL",
            expected: sum,
            run: Box::new(|| query("SELECT sum(quantity) FROM trades")),
        },
        Stage {
            name: "sum in SQL of a hundredth of the time",
            expected: sum_of_few,
            run: Box::new(|| query(&between)),
        },
    ];
    let medians = measure(&stages)?;
    let [archived, columns] = [&path, &parquet].map(|path| path.metadata().map(|file| file.len()));
    let title = format!(
        "{count} trades: an archive of {} bytes, Parquet of {}",
        archived?, columns?
    );
    report(&title, count, &stages, &medians)
}

/// Cargo says `--bench` when it is to measure; in tests a few trades show that all stages run.
fn count() -> usize {
    let mut arguments = std::env::args();
    let default = if arguments.any(|argument| argument == "--bench") {
        1_000_000
    } else {
        1_000
    };
    let given = std::env::args().find_map(|argument| argument.parse().ok());
    given.unwrap_or(default).max(100)
}

/// The number that `sql` asks for.
async fn number(file: &Trades, sql: &str) -> Result<u64> {
    let mut batches = file.query(sql).await?;
    let batch = batches.next().await.ok_or("no answer")??;
    let column = batch.column(0).as_primitive_opt::<UInt64Type>();
    Ok(column.ok_or("no number")?.value(0))
}

/// Medians over rounds in which each stage has one turn; a first round, not counted, warms up.
fn measure(stages: &[Stage<'_>]) -> Result<Vec<Duration>> {
    let mut times = vec![Vec::with_capacity(ROUNDS); stages.len()];
    for round in 0..=ROUNDS {
        for (
            Stage {
                name,
                expected,
                run,
            },
            times,
        ) in stages.iter().zip(&mut times)
        {
            let start = Instant::now();
            let found = black_box(run()?);
            let time = start.elapsed();
            if found != *expected {
                return Err(format!("{name}: {found} instead of {expected}").into());
            }
            if round > 0 {
                times.push(time);
            }
        }
    }
    let median = |mut times: Vec<Duration>| {
        times.sort_unstable();
        times[ROUNDS / 2]
    };
    Ok(times.into_iter().map(median).collect())
}

fn report(title: &str, count: usize, stages: &[Stage<'_>], medians: &[Duration]) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{title}; medians of {ROUNDS} rounds\n")?;
    writeln!(out, "| stage | milliseconds | million trades a second |")?;
    writeln!(out, "|---|---:|---:|")?;
    let millions = f64::from(u32::try_from(count)?) / 1e6;
    for (stage, median) in stages.iter().zip(medians) {
        let seconds = median.as_secs_f64();
        let (ms, rate) = (seconds * 1e3, millions / seconds);
        writeln!(out, "| {} | {ms:.3} | {rate:.1} |", stage.name)?;
    }
    Ok(())
}
