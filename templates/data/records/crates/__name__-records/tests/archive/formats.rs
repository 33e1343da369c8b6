//! serde and rkyv describe the same record, and the bytes of neither change unnoticed.

use std::num::NonZeroU64;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::by_hand::{by_hand, example};
use crate::records::{Side, Trade, Writer};
use crate::support::{bytes_of, place, read_all};

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

#[test]
fn the_json_is_fixed() {
    let json = r#"{"id":72623859790382856,"executed_at":1764000000000000000,"price":-2,"parent":9,"symbol":"ACME","quantity":300,"side":"sell"}"#;
    assert_eq!(serde_json::to_string(&example()).unwrap(), json);
    assert_eq!(serde_json::from_str::<Trade>(json).unwrap(), example());
}

#[test]
fn the_bytes_of_an_archive_are_fixed() {
    assert_eq!(bytes_of(&[&[example()]]), by_hand());
}
