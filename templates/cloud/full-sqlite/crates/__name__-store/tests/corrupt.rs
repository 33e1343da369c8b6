//! What the database keeps although it is not what the column is for.

mod support;

use domain::{Order, OrderId, OrderRepository, RepositoryError};
use sqlx::{ConnectOptions as _, Connection as _};
use support::{Options, PoolOptions, connect};
use time::macros::datetime;
use uuid::Uuid;

#[sqlx::test(migrations = false)]
async fn a_time_that_is_none_is_corrupt(_: PoolOptions, options: Options) {
    let store = connect(&options).await;
    let id = OrderId::from(Uuid::from_u128(1));
    let (reference, currency) = ("PO 1".parse().unwrap(), "CHF".parse().unwrap());
    let order = Order::open(id, reference, currency, datetime!(2026-11-22 12:00 UTC));
    store.insert(&order).await.unwrap();
    let mut by_hand = options.connect().await.unwrap();
    sqlx::query("UPDATE orders SET created_at = 'yesterday'")
        .execute(&mut by_hand)
        .await
        .unwrap();
    by_hand.close().await.unwrap();

    let error = store.find(id).await.unwrap_err();

    assert!(matches!(error, RepositoryError::Corrupt(_)), "{error:?}");
    store.close().await;
}
