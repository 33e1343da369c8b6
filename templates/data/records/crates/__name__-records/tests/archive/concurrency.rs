//! Readers while a writer appends.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use crate::records::{Archive, Writer};
use crate::support::{copy_out, place, trades};

#[test]
fn a_reader_sees_a_prefix_with_all_that_was_acknowledged() {
    let (_folder, path) = place();
    let mut writer = Writer::create(&path).unwrap();
    let acknowledged = AtomicU64::new(0);
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut first = None;
                let mut seen = 0;
                while !done.load(Ordering::Acquire) {
                    let least = acknowledged.load(Ordering::Acquire);
                    let archive = Archive::open(&path).unwrap();
                    assert!(archive.len() >= least.max(seen));
                    assert_eq!(copy_out(&archive), trades(0..archive.len()));
                    seen = archive.len();
                    first.get_or_insert((archive, seen));
                }
                let (archive, length) = first.unwrap();
                assert_eq!(copy_out(&archive), trades(0..length));
            });
        }
        for round in 0..150 {
            let next = writer.len();
            writer.append(&trades(next..next + 1 + round % 40)).unwrap();
            acknowledged.store(writer.len(), Ordering::Release);
        }
        done.store(true, Ordering::Release);
    });
}

#[test]
fn one_archive_is_read_by_many_threads() {
    let (_folder, path) = place();
    Writer::create(&path)
        .unwrap()
        .append(&trades(0..1000))
        .unwrap();
    let archive = Archive::open(&path).unwrap();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(copy_out(&archive), trades(0..1000)));
        }
    });
}
