//! How the database finds a page, asked with the statements that are checked and sent.

mod support;

use std::fs;

use serde_json::Value;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};
use support::{Options, PoolOptions, connect};

/// What the offline data holds of statements that ask for a page: of all orders, and of those in one state.
fn pages() -> [String; 2] {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/.sqlx");
    let files = fs::read_dir(folder).expect("the folder of the offline data");
    let statements = files.map(|file| {
        let text = fs::read(file.expect("a file").path()).expect("its text");
        let data: Value = serde_json::from_slice(&text).expect("JSON");
        data["query"].as_str().expect("a statement").to_owned()
    });
    let mut pages: Vec<_> = statements
        .filter(|text| text.starts_with("SELECT") && text.contains("LIMIT"))
        .collect();
    pages.sort_by_key(|text| text.contains("state ="));
    pages.try_into().expect("two statements")
}

#[sqlx::test(migrations = false)]
async fn a_page_is_read_from_an_index(_: PoolOptions, options: Options) {
    connect(&options).await.close().await;
    let mut by_hand = options.connect().await.unwrap();
    let indexes = [
        "SEARCH orders USING PRIMARY KEY (id>?)",
        "SEARCH orders USING INDEX orders_by_state (state=? AND id>?)",
    ];
    for (page, index) in pages().into_iter().zip(indexes) {
        let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {page}"));
        let plan: Vec<(i64, i64, i64, String)> = sqlx::query_as(explain)
            .fetch_all(&mut by_hand)
            .await
            .unwrap();
        let steps: Vec<_> = plan.iter().map(|(.., step)| step.as_str()).collect();
        let searches: Vec<_> = steps
            .iter()
            .filter(|step| step.starts_with("SEARCH"))
            .collect();
        assert_eq!(searches.len(), 2, "{steps:?}");
        assert_eq!(*searches[0], index, "{steps:?}");
        // Only the page itself is read whole, and sorted.
        let scans = steps.iter().filter(|step| step.starts_with("SCAN"));
        assert!(scans.eq(&["SCAN o"]), "{steps:?}");
    }
    by_hand.close().await.unwrap();
}
