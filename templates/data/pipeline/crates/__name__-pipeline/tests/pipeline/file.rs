//! The file: what is in it, what it says of itself, and that it is there whole or not at all.

use std::fs::{self, File};
use std::ops::ControlFlow;
use std::path::Path;

use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, Encoding};
use parquet::file::metadata::{ParquetMetaData, SortingColumn};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::statistics::Statistics;
use pipeline::{BATCH_ROWS, ConvertError, Progress, ROW_GROUP_ROWS};
use records::Trade;

use crate::support::{archive, convert, parquet, rows, trades};

fn read(path: &Path) -> Vec<Trade> {
    let file = File::open(path).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    let batches = reader.build().unwrap();
    batches.flat_map(|batch| rows(&batch.unwrap())).collect()
}

fn metadata(path: &Path) -> ParquetMetaData {
    let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    reader.metadata().clone()
}

#[test]
fn a_file_holds_the_trades_of_the_archive() {
    let trades = trades(2 * BATCH_ROWS + 5);
    let (_folder, path) = parquet(&trades);
    assert_eq!(read(&path), trades);
}

#[test]
fn an_archive_without_trades_makes_a_file_without_rows() {
    let (_folder, path) = parquet(&[]);
    assert_eq!(read(&path), []);
}

#[test]
fn row_groups_say_what_is_in_them() {
    let trades = trades(2 * ROW_GROUP_ROWS + 1000);
    let (_folder, path) = parquet(&trades);
    let metadata = metadata(&path);
    let groups: Vec<_> = trades.chunks(ROW_GROUP_ROWS).collect();
    assert_eq!(metadata.num_row_groups(), groups.len());
    for (found, trades) in metadata.row_groups().iter().zip(groups) {
        assert_eq!(found.num_rows(), i64::try_from(trades.len()).unwrap());
        let Some(Statistics::Int64(times)) = found.column(1).statistics() else {
            panic!("no statistics of the time");
        };
        let time = |trade: &Trade| trade.executed_at;
        assert_eq!(times.min_opt().copied(), trades.iter().map(time).min());
        assert_eq!(times.max_opt().copied(), trades.iter().map(time).max());

        let Some(Statistics::ByteArray(symbols)) = found.column(4).statistics() else {
            panic!("no statistics of the symbol");
        };
        let symbol = |trade: &Trade| trade.symbol.clone().into_bytes();
        let bytes = |value: Option<&[u8]>| value.map(<[u8]>::to_vec);
        assert_eq!(
            bytes(symbols.min_bytes_opt()),
            trades.iter().map(symbol).min()
        );
        assert_eq!(
            bytes(symbols.max_bytes_opt()),
            trades.iter().map(symbol).max()
        );
    }
}

#[test]
fn columns_are_encoded_as_suits_them() {
    let (_folder, path) = parquet(&trades(1000));
    let metadata = metadata(&path);
    let columns = metadata.row_group(0).columns();
    for column in columns {
        assert_eq!(column.compression(), Compression::SNAPPY);
        let name = column.column_path().string();
        let has_dictionary = column.dictionary_page_offset().is_some();
        assert_eq!(has_dictionary, ["symbol", "side"].contains(&name.as_str()));
        let by_difference = column
            .encodings()
            .any(|encoding| encoding == Encoding::DELTA_BINARY_PACKED);
        assert_eq!(
            by_difference,
            ["id", "executed_at"].contains(&name.as_str())
        );
    }
}

#[test]
fn only_what_is_in_order_is_said_to_be() {
    let mut trades = trades(1000);
    let by_time = SortingColumn {
        column_idx: 1,
        descending: false,
        nulls_first: false,
    };
    let (_folder, sorted) = parquet(&trades);
    assert_eq!(
        metadata(&sorted).row_group(0).sorting_columns(),
        Some(&vec![by_time])
    );
    trades.swap(998, 999);
    let (_folder, unsorted) = parquet(&trades);
    assert_eq!(metadata(&unsorted).row_group(0).sorting_columns(), None);
}

#[test]
fn the_caller_hears_of_each_batch() {
    let (folder, archive) = archive(&trades(2 * BATCH_ROWS + 5), 1000);
    let mut heard = Vec::new();
    pipeline::convert(&archive, folder.path().join("new"), &mut |progress| {
        heard.push(progress);
        ControlFlow::Continue(())
    })
    .unwrap();
    let [batch, total] = [BATCH_ROWS, 2 * BATCH_ROWS + 5].map(|count| count as u64);
    let expected = [batch, 2 * batch, total].map(|done| Progress { done, total });
    assert_eq!(heard, expected);
}

/// The names of the files in a folder but for the archive.
fn files(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name != "trades").collect()
}

#[test]
fn a_stopped_conversion_leaves_everything_as_it_was() {
    let (folder, archive) = archive(&trades(3 * BATCH_ROWS), 5000);
    let path = folder.path().join("target");
    for stop_after in 1..=3 {
        let mut left = stop_after;
        let mut countdown = |_| {
            left -= 1;
            if left == 0 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        let stopped = pipeline::convert(&archive, &path, &mut countdown).unwrap_err();
        assert!(matches!(stopped, ConvertError::Stopped { path: at } if at == path));
        assert_eq!(files(folder.path()), [""; 0]);
    }

    fs::write(&path, "precious").unwrap();
    pipeline::convert(&archive, &path, &mut |_| ControlFlow::Break(())).unwrap_err();
    assert_eq!(fs::read(&path).unwrap(), b"precious");
    assert_eq!(files(folder.path()), ["target"]);

    convert(&archive, &path);
    assert_eq!(read(&path), trades(3 * BATCH_ROWS));
    assert_eq!(files(folder.path()), ["target"]);
}

#[test]
fn an_archive_is_not_replaced_by_its_own_columns() {
    let (folder, archive) = archive(&trades(10), 10);
    let path = archive.path().to_owned();
    let mut names = vec![path.clone(), folder.path().join(".").join("trades")];
    if cfg!(unix) {
        fs::create_dir(folder.path().join("inner")).unwrap();
        names.push(folder.path().join("inner").join("..").join("trades"));
    }
    let before = fs::read(&path).unwrap();
    for name in names {
        let refused = pipeline::convert(&archive, &name, &mut |_| ControlFlow::Continue(()));
        assert!(
            matches!(refused, Err(ConvertError::ArchiveItself { path: at }) if at == name),
            "{}",
            name.display()
        );
    }
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn errors_name_the_file_and_leave_none() {
    let (folder, archive) = archive(&trades(10), 10);
    let convert = |path: &Path| {
        let done = pipeline::convert(&archive, path, &mut |_| ControlFlow::Continue(()));
        done.unwrap_err().to_string()
    };
    let missing = folder.path().join("missing").join("target");
    assert_eq!(
        convert(&missing),
        format!("cannot create {}", missing.display())
    );

    let occupied = folder.path().join("occupied");
    fs::create_dir(&occupied).unwrap();
    assert_eq!(
        convert(&occupied),
        format!("cannot replace {}", occupied.display())
    );
    assert_eq!(files(folder.path()), ["occupied"]);
}

#[cfg(unix)]
#[test]
fn others_may_read_the_file_as_any_other() {
    use std::os::unix::fs::PermissionsExt;

    let (folder, path) = parquet(&trades(10));
    let other = folder.path().join("other");
    File::create(&other).unwrap();
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode();
    assert_eq!(mode(&path), mode(&other));
}
