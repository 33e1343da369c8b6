//! What the plan says will not be read, and what was not read when it ran.

use pipeline::ROW_GROUP_ROWS;
use records::Trade;

use crate::support::{ask, parquet, trades};

/// The line of `EXPLAIN`, or of another statement that begins so, which is about reading the file.
fn reading(plan: &[String]) -> &str {
    let mut lines = plan.iter().flat_map(|step| step.lines());
    lines.find(|line| line.contains("DataSourceExec")).unwrap()
}

#[tokio::test]
async fn only_the_columns_that_are_asked_for_are_read() {
    let (_folder, path) = parquet(&trades(100));
    let plan = ask(
        &path,
        "EXPLAIN SELECT symbol, sum(quantity) FROM trades GROUP BY symbol",
    )
    .await;
    let plan = plan.unwrap();
    assert!(
        reading(&plan).contains("projection=[symbol, quantity],"),
        "{plan:?}"
    );
}

#[tokio::test]
async fn predicates_are_checked_where_the_file_is_read() {
    let (_folder, path) = parquet(&trades(100));
    let sql = "EXPLAIN SELECT sum(quantity) FROM trades WHERE symbol = 'AAPL' AND price > 27000";
    let plan = ask(&path, sql).await.unwrap();
    let reading = reading(&plan);
    assert!(reading.contains("projection=[quantity],"), "{plan:?}");
    assert!(
        reading.contains("predicate=symbol@4 = AAPL AND price@2 > 27000,"),
        "{plan:?}"
    );
    // What the statistics are asked; and no step that would check the rows once more.
    assert!(reading.contains("price_max@"), "{plan:?}");
    assert!(!plan.concat().contains("FilterExec"), "{plan:?}");
}

#[tokio::test]
async fn row_groups_outside_of_the_time_are_not_read() {
    let trades = trades(4 * ROW_GROUP_ROWS);
    let (_folder, path) = parquet(&trades);
    let time = |at: usize| trades[at].executed_at;
    // From within the third row group to its end.
    let (from, to) = (time(3 * ROW_GROUP_ROWS - 999), time(3 * ROW_GROUP_ROWS - 1));
    let inside = |trade: &&Trade| (from..=to).contains(&trade.executed_at);
    let quantity = |trade: &Trade| u64::from(trade.quantity);
    let expected: u64 = trades.iter().filter(inside).map(quantity).sum();

    let sql = format!(
        "SELECT sum(quantity) FROM trades
         WHERE executed_at BETWEEN to_timestamp_nanos({from}) AND to_timestamp_nanos({to})"
    );
    assert_eq!(ask(&path, &sql).await.unwrap(), [expected.to_string()]);

    let analysis = ask(&path, &format!("EXPLAIN ANALYZE {sql}")).await.unwrap();
    let reading = reading(&analysis);
    assert!(
        reading.contains("row_groups_pruned_statistics=4 total → 1 matched,"),
        "{reading}"
    );
    // Of that row group one page of seven, for pages have statistics as well; and of that page's rows these.
    assert!(
        reading.contains("page_index_pages_pruned=7 total → 1 matched,"),
        "{reading}"
    );
    assert!(reading.contains("output_rows=999,"), "{reading}");
}

#[tokio::test]
async fn what_the_statistics_know_is_not_read_at_all() {
    let (_folder, path) = parquet(&trades(100));
    let sql = "SELECT count(*), min(id), max(id) FROM trades";
    assert_eq!(ask(&path, sql).await.unwrap(), ["100 1 100"]);
    let plan = ask(&path, &format!("EXPLAIN {sql}"))
        .await
        .unwrap()
        .concat();
    assert!(!plan.contains("DataSourceExec"), "{plan}");
}

#[tokio::test]
async fn what_is_in_order_is_not_sorted() {
    let mut trades = trades(100);
    let sql = "EXPLAIN SELECT id FROM trades ORDER BY executed_at";
    let (_folder, sorted) = parquet(&trades);
    let plan = ask(&sorted, sql).await.unwrap().concat();
    assert!(!plan.contains("SortExec"), "{plan}");

    trades.swap(10, 20);
    let (_folder, unsorted) = parquet(&trades);
    let plan = ask(&unsorted, sql).await.unwrap().concat();
    assert!(plan.contains("SortExec"), "{plan}");
}
