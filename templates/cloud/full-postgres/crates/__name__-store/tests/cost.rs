//! What a change and a page cost the database.

mod support;

use domain::{Line, Money, Order, OrderRepository};
use sqlx::{ConnectOptions as _, Connection as _, PgConnection};
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

/// The transaction that wrote the only line.
async fn writer(connection: &mut PgConnection) -> String {
    sqlx::query_scalar("SELECT xmin::text FROM order_lines")
        .fetch_one(connection)
        .await
        .expect("a line")
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
    let inserted = writer(&mut by_hand).await;

    let stored = order.version();
    order.put_line(tea(2)).unwrap();
    store.update(&order, stored).await.unwrap();
    let changed = writer(&mut by_hand).await;
    assert_ne!(changed, inserted);

    let stored = order.version();
    order.place().unwrap();
    store.update(&order, stored).await.unwrap();
    assert_eq!(writer(&mut by_hand).await, changed);
    assert_eq!(store.find(order.id()).await.unwrap(), Some(order));
    by_hand.close().await.unwrap();
    store.close().await;
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
    for (page, index) in [
        (
            "EXPLAIN SELECT * FROM orders
             WHERE id > '00000000-0000-0000-0000-000000000000' ORDER BY id LIMIT 3",
            "Index Scan using orders_pkey on orders ",
        ),
        (
            "EXPLAIN SELECT * FROM orders
             WHERE state = 'paid' AND id > '00000000-0000-0000-0000-000000000000'
             ORDER BY id LIMIT 3",
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
