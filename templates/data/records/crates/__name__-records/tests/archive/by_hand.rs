//! An archive that was put together without the crate. Of all modules Miri runs this one: it can neither map files nor
//! flush folders.

use std::fs;
use std::num::NonZeroU64;

use crate::records::{Archive, Side, Trade};
use crate::support::{copy_out, crc32, place};

pub(crate) fn example() -> Trade {
    Trade {
        id: 0x0102_0304_0506_0708,
        executed_at: 1_764_000_000_000_000_000,
        price: -2,
        parent: NonZeroU64::new(9),
        symbol: "ACME".to_owned(),
        quantity: 300,
        side: Side::Sell,
    }
}

/// An archive of the example, from the description in the README.
pub(crate) fn by_hand() -> Vec<u8> {
    let record = [
        [8, 7, 6, 5, 4, 3, 2, 1],
        1_764_000_000_000_000_000_u64.to_le_bytes(),
        [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        [9, 0, 0, 0, 0, 0, 0, 0],
        *b"ACME\xFF\xFF\xFF\xFF",
        [0x2C, 1, 0, 0, 1, 0, 0, 0],
    ]
    .concat();
    // The root: how far back the records are, how many, then padding to 64.
    let root = [(-48_i32).to_le_bytes(), 1_i32.to_le_bytes(), [0; 4], [0; 4]].concat();
    let records = [record, root].concat();
    assert_eq!(records.len(), 64);

    let with_checksum = |bytes: &[u8]| [bytes, &crc32(bytes).to_le_bytes()].concat();
    let identity = with_checksum(b"\x89TRADES\n\x01\0\0\0");
    let commit = with_checksum(
        &[
            144_u64.to_le_bytes(),
            1_u64.to_le_bytes(),
            1_u64.to_le_bytes(),
            [0; 8],
        ]
        .concat()[..28],
    );
    let numbers = [
        56_u32.to_le_bytes(),
        1_u32.to_le_bytes(),
        crc32(&records).to_le_bytes(),
    ];
    let head = with_checksum(&[[0; 16].as_slice(), &numbers.concat()].concat());

    [identity, commit, head, records].concat()
}

#[test]
fn an_archive_made_by_hand_is_read() {
    let (_folder, path) = place();
    fs::write(&path, by_hand()).unwrap();
    let archive = Archive::read(&path).unwrap();
    assert_eq!(copy_out(&archive), [example()]);
}
