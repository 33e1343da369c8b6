//! serde and rkyv describe the same record, and the bytes of neither change unnoticed.

use std::fs;
use std::num::NonZeroU64;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::records::{Archive, Side, Trade, Writer};
use crate::support::{bytes_of, copy_out, crc32, place, read_all};

fn any_trade() -> impl Strategy<Value = Trade> {
    let side = prop_oneof![Just(Side::Buy), Just(Side::Sell)];
    let parent = option::of((1..=u64::MAX).prop_map(|id| NonZeroU64::new(id).unwrap()));
    // Around the eight bytes that fit into the record, with characters of one byte and of more.
    let symbol = "[A-Z.ß€𝄞]{0,12}";
    (
        any::<u64>(),
        any::<i64>(),
        any::<i64>(),
        parent,
        symbol,
        any::<u32>(),
        side,
    )
        .prop_map(
            |(id, executed_at, price, parent, symbol, quantity, side)| Trade {
                id,
                executed_at,
                price,
                parent,
                symbol,
                quantity,
                side,
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn json_postcard_and_the_archive_agree(batches in vec(vec(any_trade(), 0..20), 0..6)) {
        let (_folder, path) = place();
        let mut writer = Writer::create(&path).unwrap();
        for batch in &batches {
            writer.append(batch).unwrap();
        }
        let trades = batches.concat();
        let json = serde_json::to_vec(&trades).unwrap();
        let compact = postcard::to_allocvec(&trades).unwrap();

        let archived = read_all(&path).unwrap();
        prop_assert_eq!(&archived, &serde_json::from_slice::<Vec<Trade>>(&json).unwrap());
        prop_assert_eq!(&archived, &postcard::from_bytes::<Vec<Trade>>(&compact).unwrap());
        prop_assert_eq!(archived, trades);
    }
}

fn example() -> Trade {
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

#[test]
fn the_json_is_fixed() {
    let json = r#"{"id":72623859790382856,"executed_at":1764000000000000000,"price":-2,"parent":9,"symbol":"ACME","quantity":300,"side":"sell"}"#;
    assert_eq!(serde_json::to_string(&example()).unwrap(), json);
    assert_eq!(serde_json::from_str::<Trade>(json).unwrap(), example());
}

/// An archive of the example, put together by hand from the description in the README.
fn by_hand() -> Vec<u8> {
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
fn the_bytes_of_an_archive_are_fixed() {
    assert_eq!(bytes_of(&[&[example()]]), by_hand());
}

/// Miri can neither map files nor flush folders, and so of all these tests it runs this one.
#[test]
fn an_archive_made_by_hand_is_read() {
    let (_folder, path) = place();
    fs::write(&path, by_hand()).unwrap();
    let archive = Archive::read(&path).unwrap();
    assert_eq!(copy_out(&archive), [example()]);
}
