//! What a change and a page cost the database.

mod support;

use domain::{Line, Money, Order, OrderRepository, RepositoryError};
use sqlx::{ConnectOptions as _, Connection as _};
use support::{Options, PoolOptions, connect};
use time::macros::datetime;
use uuid::Uuid;

fn tea(quantity: u32) -> Line {
    Line {
        sku: "TEA".parse().expect("a SKU"),
        quantity: quantity.try_into().expect("a quantity"),
        unit_price: Money::zero("CHF".parse().expect("a currency")),
    }
}

#[sqlx::test(migrations = false)]
async fn only_lines_that_change_are_written(_: PoolOptions, options: Options) {
    let store = connect(&options).await;
    let (reference, currency) = ("PO 1".parse().unwrap(), "CHF".parse().unwrap());
    let now = datetime!(2026-11-22 12:00 UTC);
    let mut order = Order::open(Uuid::from_u128(1).into(), reference, currency, now);
    order.put_line(tea(1)).unwrap();
    store.insert(&order).await.unwrap();
    let mut by_hand = options.connect().await.unwrap();
    sqlx::raw_sql(
        "CREATE TRIGGER no_delete BEFORE DELETE ON order_lines
             BEGIN SELECT RAISE(ABORT, 'written'); END;
         CREATE TRIGGER no_insert BEFORE INSERT ON order_lines
             BEGIN SELECT RAISE(ABORT, 'written'); END;",
    )
    .execute(&mut by_hand)
    .await
    .unwrap();
    by_hand.close().await.unwrap();

    let mut changed = order.clone();
    changed.put_line(tea(2)).unwrap();
    let refused = store.update(&changed, order.version()).await;
    assert!(
        matches!(refused, Err(RepositoryError::Unavailable(_))),
        "{refused:?}"
    );

    let stored = order.version();
    order.place().unwrap();
    store.update(&order, stored).await.unwrap();
    assert_eq!(store.find(order.id()).await.unwrap(), Some(order));
    store.close().await;
}

#[sqlx::test(migrations = false)]
async fn a_page_is_read_from_an_index(_: PoolOptions, options: Options) {
    connect(&options).await.close().await;
    let mut by_hand = options.connect().await.unwrap();
    for (page, index) in [
        (
            "EXPLAIN QUERY PLAN
             SELECT * FROM orders WHERE id > x'00' ORDER BY id LIMIT 3",
            "SEARCH orders USING PRIMARY KEY (id>?)",
        ),
        (
            "EXPLAIN QUERY PLAN
             SELECT * FROM orders WHERE state = 'paid' AND id > x'00' ORDER BY id LIMIT 3",
            "SEARCH orders USING INDEX orders_by_state (state=? AND id>?)",
        ),
    ] {
        let plan: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(page).fetch_all(&mut by_hand).await.unwrap();
        let steps: Vec<_> = plan.iter().map(|(.., step)| step.as_str()).collect();
        assert_eq!(steps, [index]);
    }
    by_hand.close().await.unwrap();
}
