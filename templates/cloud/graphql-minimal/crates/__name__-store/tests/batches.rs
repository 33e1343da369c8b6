//! Many items by their ids, at once.

mod support;

use domain::{Item, ItemId, ItemRepository};
use support::{Options, PoolOptions, connect};
use uuid::Uuid;

/// Ids that differ in their first half and in their last.
fn id(number: u64) -> ItemId {
    Uuid::from_u64_pair(number, u64::MAX - number).into()
}

#[sqlx::test(migrations = false)]
async fn those_that_there_are_come_sorted(_: PoolOptions, options: Options) {
    let store = connect(&options).await;
    let kettle = || "Kettle".parse().expect("a name");
    let items: Vec<_> = (0..4)
        .map(|number| Item::new(id(number), kettle()))
        .collect();
    for item in &items {
        store.insert(item).await.unwrap();
    }
    let wanted = [id(3), id(7), id(0), id(3), id(2)];
    let found = store.find_all(&wanted).await.unwrap();
    let expected = [&items[0], &items[2], &items[3]];
    assert_eq!(found.iter().collect::<Vec<_>>(), expected);
    assert!(store.find_all(&[]).await.unwrap().is_empty());
}
