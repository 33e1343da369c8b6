//! The stages of the pipeline, as they are run: with the settings, the log and the signals of the service.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::Stdio;
use std::thread;

use records::Writer;
use serde_json::Value;
use tokio::process::Command;
use tokio::task;

use crate::support::{Home, Service, variable};

/// A home with an archive of so many invented trades.
fn home(trades: usize) -> Home {
    let home = Home::new();
    let mut writer = Writer::create(home.folder.path().join("archive")).unwrap();
    let trades: Vec<_> = pipeline::sample(3).take(trades).collect();
    for block in trades.chunks(4096) {
        writer.append(block).unwrap();
    }
    home
}

/// A command that logs as JSON.
fn command(home: &Home, arguments: &[&str]) -> Command {
    let mut command = home.command(&["pipeline"]);
    command
        .args(arguments)
        .env(variable("environment"), "production");
    command
}

/// What a command that succeeds writes to standard output, and the last event that it logs.
async fn run(home: &Home, arguments: &[&str]) -> (String, Value) {
    let output = command(home, arguments).output().await.unwrap();
    let log = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{log}");
    let last = serde_json::from_str(log.lines().last().unwrap()).unwrap();
    (String::from_utf8(output.stdout).unwrap(), last)
}

/// What a command that fails writes to standard error.
async fn error(home: &Home, arguments: &[&str]) -> String {
    let output = command(home, arguments).output().await.unwrap();
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stderr).unwrap()
}

fn files(folder: &Path) -> BTreeSet<OsString> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name()).collect()
}

#[tokio::test]
async fn from_the_archive_to_the_answer() {
    let home = home(10_000);
    let (said, converted) = run(&home, &["convert", "archive", "parquet"]).await;
    assert_eq!(said, "");
    assert_eq!(converted["fields"]["message"], "converted");
    assert_eq!(converted["fields"]["trades"], 10_000);

    let sql = "SELECT count(*) AS trades, max(id) AS last FROM trades";
    let (answer, answered) = run(&home, &["query", "parquet", sql]).await;
    assert_eq!(answer, "trades,last\n10000,10000\n");
    assert_eq!(answered["fields"]["message"], "answered");
    assert_eq!(answered["fields"]["rows"], 1);
}

#[tokio::test]
async fn a_sample_can_be_made() {
    let home = Home::new();
    let (_, made) = run(&home, &["sample", "archive", "--trades", "5000"]).await;
    assert_eq!(made["fields"]["trades"], 5000);
    run(&home, &["convert", "archive", "parquet"]).await;
    let count = ["query", "parquet", "SELECT count(*) AS trades FROM trades"];
    assert_eq!(run(&home, &count).await.0, "trades\n5000\n");
}

#[tokio::test]
async fn an_error_names_the_file_or_the_setting() {
    let home = home(10_000);
    let missing = error(&home, &["convert", "missing", "parquet"]).await;
    assert!(missing.contains("cannot open missing"), "{missing}");
    let itself = error(&home, &["convert", "archive", "archive"]).await;
    assert!(itself.contains("archive is the archive itself"), "{itself}");

    let sort = ["query", "parquet", "SELECT * FROM trades ORDER BY price"];
    let limit = |bytes| {
        [
            "--set".to_owned(),
            format!("pipeline.memory_limit_bytes={bytes}"),
        ]
    };
    run(&home, &["convert", "archive", "parquet"]).await;
    let [set, none] = limit(0);
    let refused = error(&home, &[&sort[..], &[&set, &none]].concat()).await;
    assert!(
        refused.contains("setting `pipeline.memory_limit_bytes` (from --set) is not valid"),
        "{refused}"
    );
    let [set, narrow] = limit(1);
    let exhausted = error(&home, &[&sort[..], &[&set, &narrow]].concat()).await;
    assert!(
        exhausted.contains("setting `pipeline.memory_limit_bytes`")
            && exhausted.contains("the query needs more than it may have"),
        "{exhausted}"
    );
}

#[tokio::test]
async fn a_conversion_that_is_told_to_stop_leaves_nothing_behind() {
    let home = home(300_000);
    let before = files(home.folder.path());
    let mut conversion = Service::starting(command(&home, &["convert", "archive", "parquet"]));
    let so_far = conversion.logged("converted so far").await;
    assert!(so_far["fields"]["done"].as_u64().unwrap() < 300_000);
    conversion.terminate();
    let (status, log) = conversion.stopped().await;
    assert_eq!(status.code(), Some(1), "{log}");
    assert!(log.contains("stopped before parquet was complete"), "{log}");
    assert_eq!(files(home.folder.path()), before);
}

/// Stops a sort that has begun to spill. Its answer goes to `answer`.
async fn stop_a_query(answer: impl Into<Stdio>) {
    let home = home(300_000);
    run(&home, &["convert", "archive", "parquet"]).await;
    let spill = home.folder.path().join("spill");
    fs::create_dir(&spill).unwrap();
    let sort = "SELECT * FROM trades ORDER BY price, symbol, id";
    let mut sort = command(&home, &["query", "parquet", sort]);
    sort.args(["--set", "pipeline.memory_limit_bytes=4194304"])
        .env("TMPDIR", &spill)
        .stdout(answer);
    let query = Service::starting(sort);
    while files(&spill).is_empty() {
        task::yield_now().await;
    }
    query.terminate();
    let (status, log) = query.stopped().await;
    assert_eq!(status.code(), Some(1), "{log}");
    assert!(
        log.contains("stopped before the answer was complete"),
        "{log}"
    );
    assert_eq!(files(&spill), BTreeSet::new());
}

#[tokio::test]
async fn a_query_that_is_told_to_stop_leaves_nothing_behind() {
    stop_a_query(Stdio::null()).await;
}

#[tokio::test]
async fn a_query_stops_though_nobody_reads_the_answer() {
    let (unread, full) = io::pipe().unwrap();
    let mut filling = full.try_clone().unwrap();
    // Until there is no reader any more.
    let filler = thread::spawn(move || while filling.write_all(&[b'\n'; 4096]).is_ok() {});
    stop_a_query(full).await;
    drop(unread);
    filler.join().unwrap();
}
