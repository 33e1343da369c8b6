//! Memory is bounded: by what the operating system says of processes that are started for one task each.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::Command;
use std::{env, fs, io};

use pipeline::{Limits, Trades};
use records::{Archive, Writer};

const LIMIT: usize = 16 << 20;

/// What an archived trade takes, in bytes.
const TRADE: usize = 48;

/// Archives of twice and four times the limit.
const INPUTS: [(&str, usize); 2] = [("half", INPUT / 2), ("whole", INPUT)];
const INPUT: usize = 4 * LIMIT;

/// All rows have to be held, with all their columns, until the last of them is known.
const SORT: &str = "SELECT * FROM trades ORDER BY price, symbol, id";

/// As many groups as there are rows.
const GROUP: &str = "SELECT id, symbol, max(executed_at), sum(quantity), max(price), max(parent)
                     FROM trades GROUP BY id, symbol";

/// Set in a process that a test started of itself: its task.
const TASK: &str = "PIPELINE_TEST_TASK";

/// Runs `task` in a process of its own, in `folder`. By how many bytes its memory grew.
fn grown(folder: &Path, task: &str) -> usize {
    let output = Command::new(env::current_exe().unwrap())
        .args([
            "memory::tasks_stay_within_their_limits",
            "--exact",
            "--nocapture",
        ])
        .current_dir(folder)
        .env(TASK, task)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    said.trim().parse().unwrap()
}

#[expect(
    clippy::disallowed_methods,
    reason = "how a process that this test starts learns its task"
)]
#[tokio::test]
async fn tasks_stay_within_their_limits() {
    if let Some(task) = env::var_os(TASK) {
        let (work, input) = task.to_str().unwrap().split_once(' ').unwrap();
        let grown = match work {
            "convert" => convert(input),
            "sort" => query(SORT, input, LIMIT).await,
            "group" => query(GROUP, input, LIMIT).await,
            _ => query(SORT, input, 100 * INPUT).await,
        };
        io::stderr()
            .write_all(grown.to_string().as_bytes())
            .unwrap();
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    make_archive(&folder.path().join("few"), 1000);
    for (name, bytes) in INPUTS {
        let path = folder.path().join(name);
        make_archive(&path, bytes / TRADE);
        assert!(path.metadata().unwrap().len() >= bytes as u64);
    }

    let grown = |work, input| grown(folder.path(), &format!("{work} {input}"));
    for (work, most) in [
        ("convert", LIMIT),
        ("sort", INPUT * 3 / 4),
        ("group", INPUT * 3 / 4),
    ] {
        let [half, whole] = INPUTS.map(|(input, _)| grown(work, input));
        assert!(whole < most, "{work}: {whole}");
        // Nor does it follow the input: of what the second half adds there, not half is added here.
        let more = whole.saturating_sub(half);
        assert!(more < INPUT / 4, "{work}: {half}, {whole}");
    }
    // It is the limit that bounds it.
    let free = grown("free", "whole");
    assert!(free > INPUT, "{free}");
}

fn make_archive(path: &Path, trades: usize) {
    let mut writer = Writer::create(path).unwrap();
    let mut sample = pipeline::sample(5).take(trades).peekable();
    while sample.peek().is_some() {
        let block: Vec<_> = sample.by_ref().take(10_000).collect();
        writer.append(&block).unwrap();
    }
}

/// Makes the files for the queries. By how much the memory grows that is the process's own; the mapped archive is not, for
/// the system can drop it at any time.
fn convert(input: &str) -> usize {
    let everything = |_| ControlFlow::Continue(());
    let few = Archive::open("few").unwrap();
    pipeline::convert(&few, parquet("few"), &mut { everything }).unwrap();
    let many = Archive::open(input).unwrap();
    let before = status("RssAnon:");
    let mut most = before;
    pipeline::convert(&many, parquet(input), &mut |_| {
        most = most.max(status("RssAnon:"));
        ControlFlow::Continue(())
    })
    .unwrap();
    most - before
}

/// By how much the peak of all memory grows with the rows: the program is in it already, for it has asked a few before.
async fn query(sql: &str, input: &str, memory: usize) -> usize {
    let limits = Limits {
        memory,
        ..Limits::default()
    };
    let few = Trades::open(parquet("few"), &limits).await.unwrap();
    assert_eq!(count_rows(&few, sql).await, 1000);
    let before = status("VmHWM:");
    let many = Trades::open(parquet(input), &limits).await.unwrap();
    let (_, bytes) = INPUTS.into_iter().find(|&(name, _)| name == input).unwrap();
    assert_eq!(count_rows(&many, sql).await, bytes / TRADE);
    status("VmHWM:") - before
}

fn parquet(input: &str) -> String {
    format!("{input}.parquet")
}

async fn count_rows(trades: &Trades, sql: &str) -> usize {
    let mut batches = trades.query(sql).await.unwrap();
    let mut rows = 0;
    while let Some(batch) = batches.next().await {
        rows += batch.unwrap().num_rows();
    }
    rows
}

/// A line of /proc/self/status, in bytes.
fn status(name: &str) -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes = line.unwrap().trim().strip_suffix(" kB").unwrap();
    kilobytes.parse::<usize>().unwrap() << 10
}
