//! Trades to write, and the file format once more: written down independently, so that tests can forge files.

#![cfg_attr(
    miri,
    expect(dead_code, reason = "Miri runs only the tests of by_hand.rs")
)]

use std::fs;
use std::num::NonZeroU64;
use std::ops::Range;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::records::{Archive, Error, Side, Trade, Writer};

pub(crate) const HEADER: usize = 48;
pub(crate) const HEAD: usize = 32;

/// Trade number `id`: the same whenever it is asked for, with symbols inside and outside of the record.
pub(crate) fn trade(id: u64) -> Trade {
    let number = i64::try_from(id).unwrap();
    Trade {
        id,
        executed_at: 1_764_000_000_000_000_000 + number,
        price: 10_000 - 7 * number,
        parent: NonZeroU64::new(id % 3),
        symbol: ["", "ACME", "EURUSD=X", "XS2434891219"][usize::try_from(id % 4).unwrap()].into(),
        quantity: u32::try_from(id % 1_000_003).unwrap(),
        side: if id.is_multiple_of(2) {
            Side::Buy
        } else {
            Side::Sell
        },
    }
}

pub(crate) fn trades(ids: Range<u64>) -> Vec<Trade> {
    ids.map(trade).collect()
}

pub(crate) fn copy_out(archive: &Archive) -> Vec<Trade> {
    archive.trades().map(Trade::from).collect()
}

/// Every trade at `path`, mapped and copied, which must not differ.
pub(crate) fn read_all(path: &Path) -> Result<Vec<Trade>, Error> {
    let copied = Archive::read(path).map(|archive| copy_out(&archive));
    let mapped = Archive::open(path).map(|archive| copy_out(&archive));
    match (&copied, &mapped) {
        (Ok(copied), Ok(mapped)) => assert_eq!(copied, mapped),
        (copied, mapped) => assert_eq!(copied.is_ok(), mapped.is_ok()),
    }
    mapped
}

/// A folder, and the path of an archive in it.
pub(crate) fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trades");
    (folder, path)
}

/// The bytes of an archive that has these blocks.
pub(crate) fn bytes_of(blocks: &[&[Trade]]) -> Vec<u8> {
    let (_folder, path) = place();
    let mut writer = Writer::create(&path).unwrap();
    for block in blocks {
        writer.append(block).unwrap();
    }
    fs::read(path).unwrap()
}

/// CRC-32 as in ISO 3309, a bit at a time.
pub(crate) fn crc32(bytes: &[u8]) -> u32 {
    let shift = |crc: u32| {
        if crc & 1 == 1 {
            crc >> 1 ^ 0xEDB8_8320
        } else {
            crc >> 1
        }
    };
    !bytes.iter().fold(!0, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| shift(crc))
    })
}

/// Replaces the checksum at the end of `bytes` by the right one.
pub(crate) fn seal(bytes: &mut [u8]) {
    let body = bytes.len() - 4;
    let checksum = crc32(&bytes[..body]);
    bytes[body..].copy_from_slice(&checksum.to_le_bytes());
}

/// Makes both checksums of the only block in `file` right again, whatever it holds.
pub(crate) fn reseal_block(file: &mut [u8]) {
    let (head, records) = file[HEADER..].split_at_mut(HEAD);
    head[24..28].copy_from_slice(&crc32(records).to_le_bytes());
    seal(head);
}
