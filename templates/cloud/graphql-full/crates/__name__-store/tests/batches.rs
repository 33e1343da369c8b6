//! Many orders by their ids, at once.

mod support;

use domain::{Line, Money, Order, OrderId, OrderRepository};
use support::{Options, PoolOptions, connect};
use time::macros::datetime;
use uuid::Uuid;

/// Ids that differ in their first half and in their last.
fn id(number: u64) -> OrderId {
    Uuid::from_u64_pair(number, u64::MAX - number).into()
}

/// A draft with as many lines as its number says.
fn draft(number: u64) -> Order {
    let reference = format!("PO {number}");
    let currency = "CHF".parse().expect("a currency");
    let mut order = Order::open(
        id(number),
        reference.parse().expect("a reference"),
        currency,
        datetime!(2026-11-22 12:00 UTC),
    );
    for sku in 0..number {
        let line = Line {
            sku: format!("SKU-{sku}").parse().expect("a SKU"),
            quantity: 1.try_into().expect("a quantity"),
            unit_price: Money::new(100, currency).expect("a price"),
        };
        order.put_line(line).expect("a draft takes lines");
    }
    order
}

#[sqlx::test(migrations = false)]
async fn those_that_there_are_come_whole_and_sorted(_: PoolOptions, options: Options) {
    let store = connect(&options).await;
    let orders: Vec<_> = (0..4).map(draft).collect();
    for order in &orders {
        store.insert(order).await.unwrap();
    }
    let wanted = [id(3), id(7), id(0), id(3), id(2)];
    let found = store.find_all(&wanted).await.unwrap();
    let expected = [&orders[0], &orders[2], &orders[3]];
    assert_eq!(found.iter().collect::<Vec<_>>(), expected);
    assert!(store.find_all(&[]).await.unwrap().is_empty());
}
