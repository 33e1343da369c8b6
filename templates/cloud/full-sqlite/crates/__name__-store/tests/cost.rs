//! What a change costs the database.

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
async fn a_change_of_state_writes_no_line(_: PoolOptions, options: Options) {
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
