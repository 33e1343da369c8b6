//! Every state in which a crash can leave an append.

use std::fs;
use std::path::Path;

use crate::records::{Archive, Trade, Writer};
use crate::support::{HEADER, bytes_of, copy_out, place, read_all, trades};

const COMMIT: usize = 16;

/// The file before and after the append of the third block, and its trades then.
struct Append {
    before: Vec<u8>,
    after: Vec<u8>,
    old: Vec<Trade>,
    new: Vec<Trade>,
}

impl Append {
    fn new() -> Self {
        let [first, second, third] = [trades(0..3), trades(3..4), trades(4..9)];
        Self {
            before: bytes_of(&[&first, &second]),
            after: bytes_of(&[&first, &second, &third]),
            old: trades(0..4),
            new: trades(0..9),
        }
    }

    fn block(&self) -> &[u8] {
        &self.after[self.before.len()..]
    }

    /// A reader finds the old trades in `file`; a writer cuts off all that is behind them and goes on.
    fn assert_recovers(&self, path: &Path, file: &[u8]) {
        fs::write(path, file).unwrap();
        assert_eq!(read_all(path).unwrap(), self.old);

        let mut writer = Writer::open(path).unwrap();
        assert_eq!(
            writer.discarded_bytes(),
            (file.len() - self.before.len()) as u64
        );
        assert_eq!(fs::read(path).unwrap(), self.before);
        writer.append(&self.new[self.old.len()..]).unwrap();
        assert_eq!(fs::read(path).unwrap(), self.after);
    }
}

#[test]
fn a_torn_block_is_cut_off() {
    let append = Append::new();
    let (_folder, path) = place();
    for length in 0..=append.block().len() {
        append.assert_recovers(&path, &[&append.before, &append.block()[..length]].concat());
    }
}

#[test]
fn a_block_of_which_only_the_length_was_stored_is_cut_off() {
    let append = Append::new();
    let (_folder, path) = place();
    for length in 0..=append.block().len() {
        let mut block = append.block().to_owned();
        block[length..].fill(0);
        append.assert_recovers(&path, &[append.before.as_slice(), &block].concat());
    }
}

#[test]
fn a_torn_commit_record_loses_nothing() {
    let append = Append::new();
    let (_folder, path) = place();
    for length in 0..=HEADER - COMMIT {
        let at = COMMIT + length;
        let new_then_old = [&append.after[..at], &append.before[at..HEADER]].concat();
        let old_then_new = [&append.before[..at], &append.after[at..HEADER]].concat();
        for header in [new_then_old, old_then_new] {
            let file = [&header, &append.after[HEADER..]].concat();
            fs::write(&path, &file).unwrap();
            let expected = if header == append.before[..HEADER] {
                &append.old
            } else {
                &append.new
            };
            assert_eq!(&read_all(&path).unwrap(), expected);
            drop(Writer::open(&path).unwrap());
            assert_eq!(&read_all(&path).unwrap(), expected);
        }
    }
}

#[test]
fn creation_touches_no_other_file() {
    let (folder, path) = place();
    let others = ["trades.new", "trades.lock", ".new"].map(|name| folder.path().join(name));
    for other in &others {
        fs::write(other, "precious").unwrap();
    }
    Writer::create(&path)
        .unwrap()
        .append(&trades(0..3))
        .unwrap();
    assert_eq!(read_all(&path).unwrap(), trades(0..3));
    for other in others {
        assert_eq!(fs::read(other).unwrap(), b"precious");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4);
}

/// Where it ends is not certain until a writer has repaired it. If this one were mapped, the test would end by a signal.
#[test]
fn an_archive_with_a_torn_commit_record_is_copied() {
    let append = Append::new();
    let (_folder, path) = place();
    let mut torn = append.after.clone();
    torn[COMMIT] ^= 1;
    fs::write(&path, torn).unwrap();
    let archive = Archive::open(&path).unwrap();
    fs::write(&path, []).unwrap();
    assert_eq!(copy_out(&archive), append.new);
}
