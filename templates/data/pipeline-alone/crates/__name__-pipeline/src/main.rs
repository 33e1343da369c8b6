//! The pipeline at a prompt: makes archives to try with, converts them, and answers questions.

#![forbid(unsafe_code)]

mod commands;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make an archive of invented trades
    Sample {
        archive: PathBuf,

        /// How many
        #[arg(long, default_value_t = 1_000_000)]
        trades: u64,

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

        /// Memory for sorts, aggregations and joins; what does not fit goes to the disk
        #[arg(long, default_value = "256MiB", value_parser = bytes)]
        memory_limit: usize,
    },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Sample {
            archive,
            trades,
            seed,
        } => commands::sample(&archive, trades, seed),
        Command::Convert { archive, parquet } => commands::convert(&archive, parquet).await,
        Command::Query {
            parquet,
            sql,
            memory_limit,
        } => commands::query(&parquet, &sql, memory_limit).await,
    }
}

/// `64MiB`, `1GiB`, `4096`.
fn bytes(text: &str) -> Result<usize, String> {
    let end = text.find(|c: char| !c.is_ascii_digit());
    let (number, unit) = text.split_at(end.unwrap_or(text.len()));
    let factor = match unit {
        "" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return Err(format!("the unit is none of KiB, MiB and GiB: {unit}")),
    };
    let number: usize = number.parse().map_err(|_| "there is no number")?;
    number
        .checked_mul(factor)
        .ok_or("that is too much".to_owned())
}
