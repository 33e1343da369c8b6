//! Every trade is in its column, whatever the blocks of the archive are like.

use std::num::NonZeroU64;

use arrow::array::RecordBatch;
use pipeline::BATCH_ROWS;
use records::{Side, Trade};

use crate::support::{archive, rows, trades};

#[test]
fn columns_hold_what_the_rows_hold() {
    let trade = |id, number, parent, symbol: &str, quantity, side| Trade {
        id,
        executed_at: number,
        price: -1 - number,
        parent: NonZeroU64::new(parent),
        symbol: symbol.to_owned(),
        quantity,
        side,
    };
    let trades = [
        trade(0, 0, 0, "", 0, Side::Buy),
        trade(u64::MAX, i64::MAX, u64::MAX, "AB", u32::MAX, Side::Sell),
        trade(1, i64::MIN, 1, "longer than a record", 1, Side::Sell),
        trade(1, -1, 0, "ß€𝄞", 7, Side::Buy),
        trade(3, 5, 2, "AB", 9, Side::Buy),
    ];
    for block in 1..=trades.len() {
        let (_folder, archive) = archive(&trades, block);
        let batches: Vec<_> = pipeline::batches(&archive).map(Result::unwrap).collect();
        assert_eq!(batches.iter().flat_map(rows).collect::<Vec<_>>(), trades);
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
            let sizes: Vec<_> = batches.iter().map(RecordBatch::num_rows).collect();
            assert_eq!(sizes, expected);
            assert_eq!(batches.iter().flat_map(rows).collect::<Vec<_>>(), trades);
        }
    }
}
