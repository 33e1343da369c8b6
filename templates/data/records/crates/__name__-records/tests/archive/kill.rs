//! Processes that are killed, or run out of room, while they append.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use std::{env, io, thread};

use crate::records::{Archive, Error, Trade, Writer};
use crate::support::{place, trade, trades};

const KILLS: u64 = 60;

/// Set in a process that a test started of itself: the archive to append to.
const ARCHIVE: &str = "RECORDS_TEST_ARCHIVE";

/// Runs the test of this name once more, in a process of its own that is to append to `path`.
fn start(mut command: Command, test: &str, path: &Path) -> Child {
    command
        .args([&format!("kill::{test}"), "--exact", "--nocapture"])
        .env(ARCHIVE, path)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// In such a process: its writer.
#[expect(
    clippy::disallowed_methods,
    reason = "a test that runs itself again can tell it nothing but by the environment"
)]
fn writer() -> Option<Writer> {
    env::var_os(ARCHIVE).map(|path| Writer::open(path).unwrap())
}

/// In the child: appends the next trades, numbered on, and says how many there are when that is acknowledged.
fn append(writer: &mut Writer, count: u64) -> Result<(), Error> {
    let next = writer.len();
    writer.append(&trades(next..next + count))?;
    io::stderr()
        .write_all(format!("{}\n", writer.len()).as_bytes())
        .unwrap();
    Ok(())
}

/// Batches of one trade, and of so many that writing them takes a while.
fn append_until_killed(mut writer: Writer) {
    for round in writer.len().. {
        append(
            &mut writer,
            [1, 20_000, 300][usize::try_from(round % 3).unwrap()],
        )
        .unwrap();
    }
}

/// All trades are as they were appended, in order. How many there are.
fn assert_intact(path: &Path) -> u64 {
    let archive = Archive::open(path).unwrap();
    for (id, found) in (0..).zip(archive.trades()) {
        assert_eq!(Trade::from(found), trade(id));
    }
    archive.len()
}

#[test]
fn a_killed_writer_loses_nothing_that_was_acknowledged() {
    if let Some(writer) = writer() {
        return append_until_killed(writer);
    }
    let (_folder, mut path) = place();
    let mut random = 0x9E37_79B9_u64;
    for kill in 0..KILLS {
        if kill % 10 == 0 {
            path.set_extension(kill.to_string());
            Writer::create(&path).unwrap();
        }
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let mut child = start(
            Command::new(env::current_exe().unwrap()),
            "a_killed_writer_loses_nothing_that_was_acknowledged",
            &path,
        );
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut acknowledged = lines.next().unwrap().unwrap();
        assert!(matches!(Writer::open(&path), Err(Error::Locked { .. })));
        thread::park_timeout(Duration::from_micros((random >> 33) % 20_000));
        child.kill().unwrap();
        child.wait().unwrap();
        for line in lines {
            acknowledged = line.unwrap();
        }
        let acknowledged: u64 = acknowledged.parse().unwrap();

        let found = assert_intact(&path);
        assert!(found >= acknowledged, "{found} of {acknowledged}");
        let writer = Writer::open(&path).unwrap();
        assert_eq!(writer.len(), found);
        drop(writer);
        assert_eq!(assert_intact(&path), found);
    }
}

#[cfg(unix)]
fn append_until_refused(mut writer: Writer) {
    while let Ok(()) = append(&mut writer, 1000) {}
    let acknowledged = writer.len();
    assert!(matches!(
        writer.append(&trades(0..1)),
        Err(Error::Poisoned { .. })
    ));
    assert_eq!(writer.len(), acknowledged);
}

/// `ulimit -f` makes writes beyond a size fail as a full disk does: in the middle.
#[cfg(unix)]
#[test]
fn a_writer_without_room_is_poisoned_and_loses_nothing() {
    if let Some(writer) = writer() {
        return append_until_refused(writer);
    }
    let (_folder, path) = place();
    Writer::create(&path).unwrap();
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; ulimit -f 400; exec \"$0\" \"$@\""]);
    shell.arg(env::current_exe().unwrap());
    let test = "a_writer_without_room_is_poisoned_and_loses_nothing";
    let mut child = start(shell, test, &path);
    let mut said = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    assert!(child.wait().unwrap().success(), "{said}");
    let acknowledged: u64 = said.lines().last().unwrap().parse().unwrap();

    assert_eq!(assert_intact(&path), acknowledged);
    let mut writer = Writer::open(&path).unwrap();
    assert!(writer.discarded_bytes() > 0);
    writer
        .append(&trades(acknowledged..acknowledged + 1000))
        .unwrap();
    assert_eq!(assert_intact(&path), acknowledged + 1000);
}
