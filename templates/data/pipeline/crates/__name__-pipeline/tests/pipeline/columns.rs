//! Every trade is in its column, whatever the blocks of the archive are like.

use std::num::NonZeroU64;

use pipeline::BATCH_ROWS;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use records::{Side, Trade};

use crate::support::{archive, rows, trades};

fn any_trade() -> impl Strategy<Value = Trade> {
    let side = prop_oneof![Just(Side::Buy), Just(Side::Sell)];
    let parent = option::of((1..=u64::MAX).prop_map(|id| NonZeroU64::new(id).unwrap()));
    let numbers = (any::<u64>(), any::<i64>(), any::<i64>(), any::<u32>());
    (numbers, parent, "[A-Zß€]{0,10}", side).prop_map(
        |((id, executed_at, price, quantity), parent, symbol, side)| Trade {
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
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn columns_hold_what_the_rows_hold(trades in vec(any_trade(), 1..50), block in 1..20_usize) {
        let (_folder, archive) = archive(&trades, block);
        let batches: Vec<_> = pipeline::batches(&archive).map(Result::unwrap).collect();
        prop_assert_eq!(batches.len(), 1);
        prop_assert_eq!(rows(&batches[0]), trades);
    }
}

#[test]
fn batches_are_full_but_for_the_last() {
    for count in [0, 1, BATCH_ROWS - 1, BATCH_ROWS, BATCH_ROWS + 1] {
        for block in [700, 30_000] {
            let trades = trades(count);
            let (_folder, archive) = archive(&trades, block);
            let batches: Vec<_> = pipeline::batches(&archive).map(Result::unwrap).collect();

            let expected: Vec<_> = trades.chunks(BATCH_ROWS).map(<[_]>::len).collect();
            let sizes: Vec<_> = batches.iter().map(|batch| batch.num_rows()).collect();
            assert_eq!(sizes, expected);
            assert_eq!(batches.iter().flat_map(rows).collect::<Vec<_>>(), trades);
        }
    }
}
