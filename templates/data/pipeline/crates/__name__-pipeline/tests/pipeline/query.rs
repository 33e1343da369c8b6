//! Answers, and what is refused.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io::{self, Cursor};
use std::path::Path;

use pipeline::{CsvError, Limits, QueryError, Trades};
use records::Side;

use crate::support::{answer, archive, ask, convert, parquet, trades};

#[tokio::test]
async fn sql_agrees_with_a_loop() {
    let trades = trades(20_000);
    let mut expected = BTreeMap::<_, (u64, i64)>::new();
    for trade in trades.iter().filter(|trade| trade.side == Side::Sell) {
        let (quantity, highest) = expected.entry(&trade.symbol).or_insert((0, i64::MIN));
        *quantity += u64::from(trade.quantity);
        *highest = trade.price.max(*highest);
    }
    let expected: Vec<_> = expected
        .iter()
        .map(|(symbol, (quantity, highest))| format!("{symbol} {quantity} {highest}"))
        .collect();

    let (_folder, path) = parquet(&trades);
    let sql = "SELECT symbol, sum(quantity), max(price) FROM trades WHERE side = 'sell'
               GROUP BY symbol ORDER BY symbol";
    assert_eq!(ask(&path, sql).await.unwrap(), expected);
}

#[tokio::test]
async fn a_time_is_a_time_and_nothing_is_null() {
    let mut trade = trades(1).remove(0);
    trade.executed_at = 1_764_000_000_123_456_789;
    trade.parent = None;
    let (_folder, path) = parquet(&[trade]);
    // `date --utc --date @1764000000`
    assert_eq!(
        ask(&path, "SELECT executed_at, parent FROM trades")
            .await
            .unwrap(),
        ["2025-11-24T16:00:00.123456789Z null"]
    );
    let minute = "SELECT count(*) FROM trades WHERE executed_at >= '2025-11-24T16:00:00Z'
                  AND executed_at < '2025-11-24T16:01:00Z' AND parent IS NULL";
    assert_eq!(ask(&path, minute).await.unwrap(), ["1"]);
}

#[tokio::test]
async fn an_answer_is_csv_or_says_why_not() {
    let (_folder, path) = parquet(&trades(10));
    let file = Trades::open(&path, &Limits::default()).await.unwrap();
    let (mut reader, writer) = io::pipe().unwrap();
    let mut answer = file.query("SELECT 'a,b' AS text, 1 AS one").await.unwrap();
    assert_eq!(answer.write_csv(writer).await.unwrap(), 1);
    assert_eq!(
        io::read_to_string(&mut reader).unwrap(),
        "text,one\n\"a,b\",1\n"
    );

    let lists = "SELECT array_agg(id) FROM trades";
    let mut answer = file.query(lists).await.unwrap();
    let refused = answer.write_csv(io::sink()).await.unwrap_err();
    assert!(matches!(refused, CsvError::Encode(_)), "{refused:?}");

    let mut answer = file.query("SELECT id FROM trades").await.unwrap();
    let refused = answer.write_csv(Cursor::new([0; 2])).await.unwrap_err();
    assert!(matches!(refused, CsvError::Write(_)), "{refused:?}");
}

#[tokio::test]
async fn a_query_only_asks() {
    let (folder, path) = parquet(&trades(10));
    let secret = folder.path().join("secret.csv");
    fs::write(&secret, "a\n1\n").unwrap();
    let (secret, written) = (secret.display(), folder.path().join("written"));
    let file = Trades::open(&path, &Limits::default()).await.unwrap();
    for statement in [
        "DROP TABLE trades",
        "CREATE TABLE copies AS SELECT * FROM trades",
        "CREATE VIEW views AS SELECT 1",
        &format!("CREATE EXTERNAL TABLE secrets STORED AS CSV LOCATION '{secret}'"),
        &format!("SELECT * FROM '{secret}'"),
        &format!("COPY trades TO '{}' STORED AS PARQUET", written.display()),
        &format!(
            "EXPLAIN ANALYZE COPY trades TO '{}' STORED AS CSV",
            written.display()
        ),
        "INSERT INTO trades SELECT * FROM trades",
        "DELETE FROM trades",
        "SET datafusion.runtime.memory_limit = '100G'",
        "SELECT * FROM information_schema.tables",
        "SELECT 1; SELECT 2",
        "ASK trades",
        "SELECT volume FROM trades",
    ] {
        let refused = answer(&file, statement).await;
        assert!(
            matches!(refused, Err(QueryError::Sql(_))),
            "{statement}: {refused:?}"
        );
    }
    assert!(!written.exists());
    assert_eq!(
        answer(&file, "SELECT count(*) FROM trades").await.unwrap(),
        ["10"]
    );
}

#[tokio::test]
async fn a_path_is_no_pattern_and_no_url() {
    let (folder, archive) = archive(&trades(10), 10);
    let mut names = vec![
        "trades",
        "a b",
        "100%",
        "%41",
        "a#b",
        "ä.Parquet",
        "[1].parquet",
    ];
    if cfg!(unix) {
        names.extend(["*", "?", "a?b=c", "file:x", "a\\b"]);
    }
    fs::create_dir(folder.path().join("files")).unwrap();
    for name in names {
        let path = folder.path().join("files").join(name);
        convert(&archive, &path);
        let count = ask(&path, "SELECT count(id) + 0 * sum(id) FROM trades").await;
        assert_eq!(count.unwrap(), ["10"], "{name}");
    }
}

#[tokio::test]
async fn a_file_that_is_missing_or_no_parquet_is_named() {
    let (folder, path) = parquet(&trades(10));
    let missing = folder.path().join("missing");
    let error = ask(&missing, "SELECT 1").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("cannot open {}", missing.display())
    );
    let source = error.source().unwrap().downcast_ref::<io::Error>().unwrap();
    assert_eq!(source.kind(), io::ErrorKind::NotFound);

    let whole = fs::read(&path).unwrap();
    let bad = folder.path().join("bad");
    for bytes in [&[], &b"PAR1"[..], &whole[..whole.len() - 1]] {
        fs::write(&bad, bytes).unwrap();
        let error = ask(&bad, "SELECT 1").await.unwrap_err();
        let expected = format!("{} cannot be read as Parquet", bad.display());
        assert_eq!(error.to_string(), expected);
    }
}

#[tokio::test]
async fn a_file_without_rows_can_be_asked() {
    let (_folder, path) = parquet(&[]);
    let sql = "SELECT count(*), sum(quantity) FROM trades";
    assert_eq!(ask(&path, sql).await.unwrap(), ["0 null"]);
    assert_eq!(ask(&path, "SELECT id FROM trades").await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn too_narrow_limits_are_an_error() {
    let (_folder, path) = parquet(&trades(20_000));
    let limits = Limits {
        memory: 10_000,
        ..Limits::default()
    };
    let file = Trades::open(&path, &limits).await.unwrap();
    let exhausted = answer(&file, "SELECT id FROM trades ORDER BY price, id").await;
    assert!(
        matches!(exhausted, Err(QueryError::Exhausted(_))),
        "{exhausted:?}"
    );
}

#[tokio::test]
async fn what_does_not_fit_goes_to_the_disk_and_is_removed() {
    let trades = trades(200_000);
    let (folder, path) = parquet(&trades);
    let spill = folder.path().join("spill");
    fs::create_dir(&spill).unwrap();
    let limits = Limits {
        memory: 4 << 20,
        spill: spill.clone(),
        ..Limits::default()
    };
    let mut expected: Vec<_> = trades.iter().map(|trade| (trade.price, trade.id)).collect();
    expected.sort_unstable();

    let file = Trades::open(&path, &limits).await.unwrap();
    let sort = "SELECT price, id, executed_at, quantity, symbol FROM trades ORDER BY price, id";
    let sorted = answer(&file, sort).await.unwrap();
    assert_eq!(sorted.len(), expected.len());
    for (row, (price, id)) in sorted.iter().zip(expected) {
        assert!(row.starts_with(&format!("{price} {id} ")), "{row}");
    }

    let mut batches = file.query(sort).await.unwrap();
    batches.next().await.unwrap().unwrap();
    assert!(files_below(&spill) > 0);
    drop(batches);
    assert_eq!(files_below(&spill), 0);
    drop(file);
    assert_eq!(fs::read_dir(&spill).unwrap().count(), 0);
}

fn files_below(folder: &Path) -> usize {
    let folders = fs::read_dir(folder).unwrap();
    let files = folders.map(|entry| fs::read_dir(entry.unwrap().path()).unwrap().count());
    files.sum()
}
