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
    // A table without rows would be read whole.
    sqlx::raw_sql("SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off")
        .execute(&mut by_hand)
        .await
        .unwrap();
    let [all, in_one_state] = pages();
    let prepare = format!("PREPARE page AS {all}; PREPARE page_in_state AS {in_one_state}");
    sqlx::raw_sql(AssertSqlSafe(prepare))
        .execute(&mut by_hand)
        .await
        .unwrap();
    for (page, index) in [
        (
            "EXPLAIN EXECUTE page('00000000-0000-0000-0000-000000000000', 3)",
            "Index Scan using orders_pkey on orders ",
        ),
        (
            "EXPLAIN EXECUTE page_in_state('paid', '00000000-0000-0000-0000-000000000000', 3)",
            "Index Scan using orders_by_state on orders ",
        ),
    ] {
        let plan: Vec<String> = sqlx::query_scalar(page)
            .fetch_all(&mut by_hand)
            .await
            .unwrap();
        let plan = plan.join("\n");
        assert!(plan.contains(index) && !plan.contains("Sort"), "{plan}");
    }
    by_hand.close().await.unwrap();
}
