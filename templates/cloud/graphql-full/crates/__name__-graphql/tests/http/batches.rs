//! How often the repository is asked for what one query wants.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use app::testing::MemoryRepository;
use domain::{Attempt, Order, OrderId, OrderRepository, RepositoryError, Selection, Version};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::sample::{made, router_over};
use crate::support::{ask, logged, query};

/// The id of an order that cannot be read.
const CORRUPT: Uuid = Uuid::from_u128(1);

/// Counts what is read, whatever it is.
#[derive(Clone, Default)]
struct Counting {
    orders: MemoryRepository,
    reads: Arc<AtomicUsize>,
}

impl Counting {
    fn read(&self) -> &MemoryRepository {
        self.reads.fetch_add(1, Ordering::Relaxed);
        &self.orders
    }

    fn reads(&self) -> usize {
        self.reads.load(Ordering::Relaxed)
    }
}

impl OrderRepository for Counting {
    async fn insert(&self, order: &Order) -> Result<(), RepositoryError> {
        self.orders.insert(order).await
    }

    async fn insert_once(
        &self,
        order: &Order,
        attempt: &Attempt,
    ) -> Result<OrderId, RepositoryError> {
        self.orders.insert_once(order, attempt).await
    }

    async fn find(&self, id: OrderId) -> Result<Option<Order>, RepositoryError> {
        self.read().find(id).await
    }

    async fn update(&self, order: &Order, expected: Version) -> Result<(), RepositoryError> {
        self.orders.update(order, expected).await
    }

    async fn list(&self, selection: Selection) -> Result<Vec<Order>, RepositoryError> {
        self.read().list(selection).await
    }

    async fn find_all(&self, ids: &[OrderId]) -> Result<Vec<Order>, RepositoryError> {
        if ids.contains(&CORRUPT.into()) {
            return Err(RepositoryError::Corrupt("nothing of it makes sense".into()));
        }
        self.read().find_all(ids).await
    }
}

#[tokio::test]
async fn the_lines_of_a_page_are_read_with_it() {
    let repository = Counting::default();
    let router = router_over(repository.clone());
    for number in 0..3 {
        made(&router, number).await;
    }
    let answer = query(
        &router,
        "{ orders { nodes { id lines { sku } total { minor } } } }",
    )
    .await;
    assert_eq!(answer.field()["nodes"].as_array().unwrap().len(), 3);
    assert_eq!(repository.reads(), 1);
}

#[tokio::test]
async fn however_many_are_asked_for_by_id_they_are_read_at_once() {
    let repository = Counting::default();
    let router = router_over(repository.clone());
    let (a, b) = (made(&router, 1).await, made(&router, 2).await);
    let nobody = "019ab0c5-5a80-7d3e-9c1f-2b6a4f0e8d11";
    let text = "query($a: UUID!, $b: UUID!, $c: UUID!) {
        a: order(id: $a) { id } b: order(id: $b) { id } again: order(id: $a) { id } c: order(id: $c) { id }
        nodes(ids: [$b, $c, $a]) { id } }";
    let answer = ask(&router, text, json!({ "a": a, "b": b, "c": nobody })).await;
    let expected = json!({
        "a": { "id": a }, "b": { "id": b }, "again": { "id": a }, "c": null,
        "nodes": [{ "id": b }, null, { "id": a }],
    });
    assert_eq!(answer.body["data"], expected, "{answer:?}");
    assert_eq!(repository.reads(), 1);
}

#[tokio::test]
async fn what_cannot_be_read_for_one_caller_fails_for_no_other() {
    let router = router_over(Counting::default());
    let id = made(&router, 1).await;
    let text = "query($id: UUID!) { order(id: $id) { id } }";
    let (corrupt, sound) = tokio::join!(
        ask(&router, text, json!({ "id": CORRUPT.to_string() })),
        ask(&router, text, json!({ "id": id }))
    );
    assert_eq!(corrupt.code(), "corrupt");
    assert_eq!(*sound.field(), json!({ "id": id }));
}

#[tokio::test]
async fn what_a_batch_logs_is_logged_of_its_request() {
    let router = router_over(Counting::default());
    let text = "query($id: UUID!) { order(id: $id) { id } }";
    let asked = ask(&router, text, json!({ "id": CORRUPT.to_string() }));
    let (answer, events) = logged(asked).await;
    let of_batch = |event: &&Value| event["fields"]["message"] == "corrupt orders";
    let event = events.iter().find(of_batch).unwrap();
    let id = answer.headers["x-request-id"].to_str().unwrap();
    assert_eq!(event["span"]["request_id"], id, "{events:?}");
}

#[tokio::test]
async fn what_was_read_before_is_read_again() {
    let repository = Counting::default();
    let router = router_over(repository.clone());
    let id = made(&router, 1).await;
    let text = "query($id: UUID!) { order(id: $id) { state version } }";
    let before = ask(&router, text, json!({ "id": id })).await;
    assert_eq!(before.field()["version"], 1);
    let cancel = "mutation($id: UUID!) { cancelOrder(id: $id, version: 1) { id } }";
    ask(&router, cancel, json!({ "id": id })).await.field();
    let after = ask(&router, text, json!({ "id": id })).await;
    assert_eq!(
        *after.field(),
        json!({ "state": "CANCELLED", "version": 2 })
    );
}

#[tokio::test]
async fn more_than_a_page_is_refused() {
    let text = "query($ids: [UUID!]!) { nodes(ids: $ids) { id } }";
    let repository = Counting::default();
    let router = router_over(repository.clone());
    let ids = |count| Value::from(vec!["019ab0c5-5a80-7d3e-9c1f-2b6a4f0e8d11"; count]);
    let many = ask(&router, text, json!({ "ids": ids(101) })).await;
    assert_eq!(many.code(), "invalid_fields");
    assert_eq!(repository.reads(), 0);
    let page = ask(&router, text, json!({ "ids": ids(100) })).await;
    assert_eq!(page.field().as_array().unwrap().len(), 100);
}
