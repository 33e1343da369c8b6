use std::fs::{self, OpenOptions};
use std::io::Write;

use super::*;
use crate::{Side, Trade, Writer};

#[test]
fn without_a_commit_record_what_is_written_later_does_not_count() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trades");
    let trade = Trade {
        id: 1,
        executed_at: 2,
        price: 3,
        parent: None,
        symbol: "ACME".to_owned(),
        quantity: 4,
        side: Side::Buy,
    };
    Writer::create(&path).unwrap().append(&[trade]).unwrap();
    let mut torn = fs::read(&path).unwrap();
    torn[IDENTITY] ^= 1;
    fs::write(&path, torn).unwrap();

    let file = File::open(&path).unwrap();
    let header = Header::read(&file, &path).unwrap();
    let mut writer = OpenOptions::new().append(true).open(&path).unwrap();
    writer.write_all(b"the beginning of a block").unwrap();
    let archive = Archive::behind(&header, &file, &path, Bytes::map).unwrap();
    assert_eq!(archive.len(), 1);
}
