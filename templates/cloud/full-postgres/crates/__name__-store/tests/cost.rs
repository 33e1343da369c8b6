//! What a change costs the database.

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
async fn a_change_of_state_writes_no_line(_: PoolOptions, options: Options) {
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
