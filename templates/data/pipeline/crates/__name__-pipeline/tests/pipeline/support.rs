//! Archives and files to test with, and trades out of columns again.

use std::num::NonZeroU64;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use arrow::array::{Array, ArrayAccessor, AsArray, RecordBatch, StringArray};
use arrow::datatypes::{
    Int8Type, Int32Type, Int64Type, TimestampNanosecondType, UInt32Type, UInt64Type,
};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use pipeline::{Limits, QueryError, Trades};
use records::{Archive, Side, Trade, Writer};
use tempfile::TempDir;

/// The first trades of the sample.
pub(crate) fn trades(count: usize) -> Vec<Trade> {
    pipeline::sample(7).take(count).collect()
}

/// An archive of `trades` in a folder of its own, in blocks of `block`.
pub(crate) fn archive(trades: &[Trade], block: usize) -> (TempDir, Archive) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trades");
    let mut writer = Writer::create(&path).unwrap();
    for block in trades.chunks(block) {
        writer.append(block).unwrap();
    }
    let archive = Archive::open(path).unwrap();
    (folder, archive)
}

/// `trades` as a Parquet file in a folder of its own.
pub(crate) fn parquet(trades: &[Trade]) -> (TempDir, PathBuf) {
    let (folder, archive) = archive(trades, 5000);
    let path = folder.path().join("trades.parquet");
    convert(&archive, &path);
    (folder, path)
}

pub(crate) fn convert(archive: &Archive, path: &Path) {
    pipeline::convert(archive, path, &mut |_| ControlFlow::Continue(())).unwrap();
}

/// The rows of a batch as trades again, each value looked up by the name of its column.
pub(crate) fn rows(batch: &RecordBatch) -> Vec<Trade> {
    let column = |name| batch.column_by_name(name).unwrap();
    let id = column("id").as_primitive::<UInt64Type>();
    let executed_at = column("executed_at").as_primitive::<TimestampNanosecondType>();
    let price = column("price").as_primitive::<Int64Type>();
    let parent = column("parent").as_primitive::<UInt64Type>();
    let symbol = column("symbol").as_dictionary::<Int32Type>();
    let symbol = symbol.downcast_dict::<StringArray>().unwrap();
    let quantity = column("quantity").as_primitive::<UInt32Type>();
    let side = column("side").as_dictionary::<Int8Type>();
    let side = side.downcast_dict::<StringArray>().unwrap();
    let row = |at| Trade {
        id: id.value(at),
        executed_at: executed_at.value(at),
        price: price.value(at),
        parent: parent
            .is_valid(at)
            .then(|| NonZeroU64::new(parent.value(at)).unwrap()),
        symbol: symbol.value(at).to_owned(),
        quantity: quantity.value(at),
        side: match side.value(at) {
            "buy" => Side::Buy,
            "sell" => Side::Sell,
            other => panic!("{other}"),
        },
    };
    (0..batch.num_rows()).map(row).collect()
}

/// The answer to a query about the file at `path`, each row as text.
pub(crate) async fn ask(path: &Path, sql: &str) -> Result<Vec<String>, QueryError> {
    answer(&Trades::open(path, &Limits::default()).await?, sql).await
}

pub(crate) async fn answer(trades: &Trades, sql: &str) -> Result<Vec<String>, QueryError> {
    let mut batches = trades.query(sql).await?;
    let mut rows = Vec::new();
    while let Some(batch) = batches.next().await {
        rows.extend(lines(&batch?));
    }
    Ok(rows)
}

fn lines(batch: &RecordBatch) -> Vec<String> {
    let options = FormatOptions::default().with_null("null");
    let columns: Vec<_> = batch
        .columns()
        .iter()
        .map(|column| ArrayFormatter::try_new(column, &options).unwrap())
        .collect();
    let line = |at| {
        let cells = columns.iter().map(|column| column.value(at).to_string());
        cells.collect::<Vec<_>>().join(" ")
    };
    (0..batch.num_rows()).map(line).collect()
}
