//! From rows to columns.

use std::iter;
use std::sync::{Arc, LazyLock};

use arrow::array::{
    DictionaryArray, Int64Array, RecordBatch, TimestampNanosecondArray, UInt32Array, UInt64Array,
};
use arrow::datatypes::{DataType, Field, Int8Type, Int32Type, Schema, SchemaRef, TimeUnit};
use arrow::error::ArrowError;
use records::{Archive, ArchivedSide, ArchivedTrade};

/// How many trades a batch holds; the last one holds what is left.
///
/// These trades take 400 KB in the archive. They are gone over once for each column, and stay in the cache meanwhile.
pub const BATCH_ROWS: usize = 8192;

/// The zone of all times: the archive counts from 1970-01-01 00:00 UTC.
const ZONE: &str = "UTC";

static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
    let text = |keys| DataType::Dictionary(Box::new(keys), Box::new(DataType::Utf8));
    let time = DataType::Timestamp(TimeUnit::Nanosecond, Some(ZONE.into()));
    Arc::new(Schema::new(vec![
        Field::new("id", DataType::UInt64, false),
        Field::new("executed_at", time, false),
        Field::new("price", DataType::Int64, false),
        Field::new("parent", DataType::UInt64, true),
        Field::new("symbol", text(DataType::Int32), false),
        Field::new("quantity", DataType::UInt32, false),
        Field::new("side", text(DataType::Int8), false),
    ]))
});

/// The columns of a trade: its fields, in their order and units.
///
/// `symbol` and `side` are dictionaries: each text once in a batch, and a number for each row. `parent` is null where a
/// trade fills no other order.
pub fn schema() -> SchemaRef {
    Arc::clone(&SCHEMA)
}

/// All trades of an archive in their order, as batches of [`BATCH_ROWS`] rows whatever its blocks are like.
///
/// Each batch is a copy of its trades, and there is no other: what is read are the archived bytes, and what is handed on
/// later are these columns.
///
/// # Errors
///
/// Those of Arrow, which has none for columns that were made from the same rows.
pub fn batches(archive: &Archive) -> impl Iterator<Item = Result<RecordBatch, ArrowError>> {
    let mut trades = archive.trades();
    let mut rows = Vec::with_capacity(BATCH_ROWS);
    iter::from_fn(move || {
        rows.clear();
        rows.extend(trades.by_ref().take(BATCH_ROWS));
        (!rows.is_empty()).then(|| to_columns(&rows))
    })
}

fn to_columns(rows: &[&ArchivedTrade]) -> Result<RecordBatch, ArrowError> {
    let rows = || rows.iter();
    let id = UInt64Array::from_iter_values(rows().map(|row| row.id.to_native()));
    let executed_at =
        TimestampNanosecondArray::from_iter_values(rows().map(|row| row.executed_at.to_native()));
    let price = Int64Array::from_iter_values(rows().map(|row| row.price.to_native()));
    let parent: UInt64Array = rows()
        .map(|row| row.parent.as_ref().map(|id| id.to_native().get()))
        .collect();
    let symbol: DictionaryArray<Int32Type> = rows().map(|row| row.symbol.as_str()).collect();
    let quantity = UInt32Array::from_iter_values(rows().map(|row| row.quantity.to_native()));
    let side: DictionaryArray<Int8Type> = rows().map(|row| name_of(row.side)).collect();
    RecordBatch::try_new(
        schema(),
        vec![
            Arc::new(id),
            Arc::new(executed_at.with_timezone(ZONE)),
            Arc::new(price),
            Arc::new(parent),
            Arc::new(symbol),
            Arc::new(quantity),
            Arc::new(side),
        ],
    )
}

/// As in JSON.
fn name_of(side: ArchivedSide) -> &'static str {
    match side {
        ArchivedSide::Buy => "buy",
        ArchivedSide::Sell => "sell",
    }
}
