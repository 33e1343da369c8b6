//! What the database keeps although it is not what the column is for.

mod support;

use domain::{Item, ItemId, ItemRepository, RepositoryError, Selection};
use sqlx::{ConnectOptions as _, Connection as _};
use support::{Options, PoolOptions, connect};
use uuid::Uuid;

#[sqlx::test(migrations = false)]
async fn an_id_that_is_none_is_corrupt(_: PoolOptions, options: Options) {
    let store = connect(&options).await;
    let item = Item::new(ItemId::from(Uuid::from_u128(1)), "Kettle".parse().unwrap());
    store.insert(&item).await.unwrap();
    let mut by_hand = options.connect().await.unwrap();
    sqlx::query("UPDATE items SET id = x'FF'")
        .execute(&mut by_hand)
        .await
        .unwrap();
    by_hand.close().await.unwrap();

    let all = Selection {
        after: None,
        limit: 100,
    };
    let error = store.list(all).await.unwrap_err();

    assert!(matches!(error, RepositoryError::Corrupt(_)), "{error:?}");
    store.close().await;
}
