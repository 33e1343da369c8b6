//! The program as it is run: a process with arguments, output and signals.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

use std::fs;
#[cfg(unix)]
use std::io::{self, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread;

use tempfile::TempDir;

/// Runs the program in `folder`.
fn program(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!(concat!("CARGO_BIN_EXE_", env!("CARGO_PKG_NAME"))));
    command.args(arguments).current_dir(folder);
    command
}

fn run(folder: &TempDir, arguments: &[&str]) -> Output {
    program(folder, arguments).output().unwrap()
}

/// What a run that succeeds writes to standard output; to the other one it writes nothing, since that is no terminal.
fn output(folder: &TempDir, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

/// What a run that fails writes to standard error.
fn error(folder: &TempDir, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert!(!output.status.success());
    assert_eq!(output.stdout, b"");
    String::from_utf8(output.stderr).unwrap()
}

/// A folder with an archive of so many invented trades.
fn sample(trades: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let made = output(
        &folder,
        &["sample", "archive", "--trades", trades, "--seed", "3"],
    );
    assert_eq!(made, "");
    folder
}

#[test]
fn from_the_archive_to_the_answer() {
    let folder = sample("10000");
    assert_eq!(output(&folder, &["convert", "archive", "parquet"]), "");
    let sql = "SELECT count(*) AS trades, max(id) AS last FROM trades";
    assert_eq!(
        output(
            &folder,
            &["query", "parquet", sql, "--memory-limit", "64MiB"]
        ),
        "trades,last\n10000,10000\n"
    );
    let nothing = "SELECT id, symbol FROM trades WHERE id > 10000";
    assert_eq!(
        output(&folder, &["query", "parquet", nothing]),
        "id,symbol\n"
    );
}

#[test]
fn errors_go_to_standard_error_and_name_the_file() {
    let folder = sample("10");
    assert!(error(&folder, &["sample", "archive"]).contains("archive exists already"));
    assert!(error(&folder, &["convert", "missing", "parquet"]).contains("cannot open missing"));
    assert!(
        error(&folder, &["convert", "archive", "./archive"])
            .contains("./archive is the archive itself")
    );
    assert!(
        error(&folder, &["convert", "archive", "no/parquet"]).contains("cannot create no/parquet")
    );
    assert!(
        error(&folder, &["query", "archive", "SELECT 1"])
            .contains("archive cannot be read as Parquet")
    );
    for limit in ["MiB", "64 MiB", "64MB", "99999999999GiB"] {
        let refused = error(
            &folder,
            &["query", "archive", "SELECT 1", "--memory-limit", limit],
        );
        assert!(refused.contains(limit), "{refused}");
    }
    assert!(!folder.path().join("parquet").exists());
}

/// Starts a conversion over a file that is there already, and returns in the middle of it.
fn in_the_middle(folder: &TempDir) -> Child {
    fs::write(folder.path().join("parquet"), "precious").unwrap();
    let mut conversion = program(folder, &["convert", "archive", "parquet"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while partial_files(folder.path()) == 0 {
        assert!(conversion.try_wait().unwrap().is_none(), "it was too quick");
    }
    conversion
}

fn partial_files(folder: &Path) -> usize {
    let names = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    names
        .filter(|name| name.extension().is_some_and(|end| end == "partial"))
        .count()
}

#[test]
fn a_killed_conversion_leaves_the_old_file() {
    let folder = sample("300000");
    let mut conversion = in_the_middle(&folder);
    conversion.kill().unwrap();
    conversion.wait().unwrap();
    assert_eq!(
        fs::read(folder.path().join("parquet")).unwrap(),
        b"precious"
    );
    assert_eq!(partial_files(folder.path()), 1);
}

#[cfg(unix)]
fn interrupt(process: &Child) {
    let mut kill = Command::new("kill");
    kill.args(["-INT", &process.id().to_string()]);
    assert!(kill.status().unwrap().success());
}

#[cfg(unix)]
#[test]
fn an_interrupted_conversion_cleans_up() {
    let folder = sample("300000");
    let conversion = in_the_middle(&folder);
    interrupt(&conversion);
    let ended = conversion.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(1));
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(
        said.contains("stopped before parquet was complete"),
        "{said}"
    );
    assert_eq!(
        fs::read(folder.path().join("parquet")).unwrap(),
        b"precious"
    );
    assert_eq!(partial_files(folder.path()), 0);
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let folder = sample("100000");
    output(&folder, &["convert", "archive", "parquet"]);
    let mut query = program(&folder, &["query", "parquet", "SELECT * FROM trades"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(query.stdout.take());
    let ended = query.wait_with_output().unwrap();
    assert!(ended.status.success());
    assert_eq!(ended.stderr, b"");
}

/// Interrupts a sort that has begun to spill. Its answer goes to `answer`.
#[cfg(unix)]
fn interrupt_a_query(answer: impl Into<Stdio>) {
    let folder = sample("300000");
    output(&folder, &["convert", "archive", "parquet"]);
    let spill = folder.path().join("spill");
    fs::create_dir(&spill).unwrap();
    let spilled = || fs::read_dir(&spill).unwrap().count();
    let sort = "SELECT * FROM trades ORDER BY price, symbol, id";
    let query = program(
        &folder,
        &["query", "parquet", sort, "--memory-limit", "4MiB"],
    )
    .env("TMPDIR", &spill)
    .stdout(answer)
    .stderr(Stdio::piped())
    .spawn()
    .unwrap();
    while spilled() == 0 {
        thread::yield_now();
    }
    interrupt(&query);
    let ended = query.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(1));
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(
        said.contains("stopped before the answer was complete"),
        "{said}"
    );
    assert_eq!(spilled(), 0);
}

#[cfg(unix)]
#[test]
fn an_interrupted_query_cleans_up() {
    interrupt_a_query(Stdio::null());
}

#[cfg(unix)]
#[test]
fn an_interrupted_query_cleans_up_though_nobody_reads_the_answer() {
    let (unread, full) = io::pipe().unwrap();
    let mut filling = full.try_clone().unwrap();
    // Until there is no reader any more.
    let filler = thread::spawn(move || while filling.write_all(&[b'\n'; 4096]).is_ok() {});
    interrupt_a_query(full);
    drop(unread);
    filler.join().unwrap();
}

/// `ulimit -f` makes writes beyond a size fail as a full disk does: in the middle.
#[cfg(unix)]
#[test]
fn a_conversion_without_room_leaves_the_old_file() {
    let folder = sample("100000");
    fs::write(folder.path().join("parquet"), "precious").unwrap();
    let program = program(&folder, &["convert", "archive", "parquet"]);
    let ended = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 100; exec \"$0\" \"$@\""])
        .arg(program.get_program())
        .args(program.get_args())
        .current_dir(&folder)
        .output()
        .unwrap();
    assert_eq!(ended.status.code(), Some(1));
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(said.contains("cannot write parquet"), "{said}");
    assert_eq!(
        fs::read(folder.path().join("parquet")).unwrap(),
        b"precious"
    );
    assert_eq!(partial_files(folder.path()), 0);
}
