//! Orders over GraphQL, from the client to the database and back.

mod injection;
mod secrets;

use axum::http::Request;
use serde_json::{Value, json};

use crate::access::editor;
use crate::support::{Answer, Home, Service};

/// Keeps any text.
const KEEP: &str = "mutation($text: String!, $key: String) {
    kept: openOrder(order: { reference: $text, currency: \"EUR\" }, idempotencyKey: $key) {
        text: reference } }";

/// All texts that are kept.
const ALL: &str = "{ all: orders(first: 100) { nodes { text: reference } } }";

async fn ask(service: &Service, query: &str, variables: Value) -> Answer {
    let request = editor(Request::post("/graphql")).header("content-type", "application/json");
    let body = json!({ "query": query, "variables": variables }).to_string();
    service.send(request.body(body.into()).unwrap()).await
}

/// The code of the first error.
fn code(answer: &Answer) -> &Value {
    &answer.body["errors"][0]["extensions"]["code"]
}

#[tokio::test]
async fn an_order_is_kept() {
    let home = Home::new();
    let service = home.start(&[]).await;

    let open =
        "mutation { openOrder(order: { reference: \"PG 4711\", currency: \"EUR\" }) { id } }";
    let made = ask(&service, open, Value::Null).await;
    let id = &made.body["data"]["openOrder"]["id"];
    assert!(id.is_string(), "{made:?}");
    let again = ask(&service, open, Value::Null).await;
    assert_eq!(code(&again), "reference_taken", "{again:?}");

    let put = "mutation($id: UUID!) { putLine(id: $id, version: 1, line: {
        sku: \"TEA-GREEN-100\", quantity: 3, unitPrice: { minor: 450, currency: \"EUR\" } }) { version } }";
    let changed = ask(&service, put, json!({ "id": id })).await;
    assert_eq!(changed.body["data"]["putLine"]["version"], 2, "{changed:?}");
    let stale = ask(&service, put, json!({ "id": id })).await;
    assert_eq!(code(&stale), "stale_version", "{stale:?}");

    service.terminate();
    let (status, log) = service.stopped().await;
    assert!(status.success(), "{log}");

    let service = home.start(&[]).await;
    let find = "query($id: UUID!) { order(id: $id) { reference version total { minor } }
        nodes(ids: [$id]) { version } orders { nodes { id } } }";
    let found = ask(&service, find, json!({ "id": id })).await;
    let expected = json!({
        "order": { "reference": "PG 4711", "version": 2, "total": { "minor": 1350 } },
        "nodes": [{ "version": 2 }],
        "orders": { "nodes": [{ "id": id }] },
    });
    assert_eq!(found.body["data"], expected, "{found:?}");
}

#[tokio::test]
async fn however_many_are_asked_for_the_database_is_asked_once() {
    let home = Home::new();
    let service = home.start(&["log.filter=info,sqlx::query=debug"]).await;
    let add = "mutation($text: String!) {
        made: openOrder(order: { reference: $text, currency: \"EUR\" }) { id } }";
    let mut ids = Vec::new();
    for number in 0..3 {
        let made = ask(&service, add, json!({ "text": format!("PG {number}") })).await;
        ids.push(made.body["data"]["made"]["id"].clone());
    }
    let find = "query($id: UUID!, $ids: [UUID!]!) {
        one: order(id: $id) { text: reference lines { sku } }
        nodes(ids: $ids) { text: reference lines { sku } } }";
    let found = ask(&service, find, json!({ "id": ids[0], "ids": ids })).await;
    let data = &found.body["data"];
    assert_eq!(data["one"]["text"], "PG 0", "{found:?}");
    assert_eq!(data["nodes"][2]["text"], "PG 2", "{found:?}");

    service.terminate();
    let (_, log) = service.stopped().await;
    let query = log.split("\"answered\"").nth(ids.len()).unwrap();
    let is_read = |line: &&str| line.contains("sqlx::query") && line.contains("orders");
    assert_eq!(query.lines().filter(is_read).count(), 1, "{query}");
}

#[tokio::test]
async fn all_of_the_largest_page_can_be_asked_for() {
    let home = Home::new();
    let service = home.start(&[]).await;
    let text = "{ orders(first: 100) { edges { cursor node {
        id reference state version createdAt total { minor currency }
        lines { sku quantity unitPrice { minor currency } } } }
        pageInfo { hasPreviousPage hasNextPage startCursor endCursor } } }";
    let page = ask(&service, text, Value::Null).await;
    assert!(page.body["errors"].is_null(), "{page:?}");
}

#[tokio::test]
async fn the_schema_is_told_where_that_is_set() {
    let home = Home::new();
    let types = "{ __schema { types { name } } }";
    let kept = ask(&home.start(&[]).await, types, Value::Null).await;
    assert!(!kept.body.to_string().contains("Order"), "{kept:?}");
    assert_eq!(code(&kept), "invalid_query", "{kept:?}");
    let service = home.start(&["graphql.introspection=true"]).await;
    let told = ask(&service, types, Value::Null).await;
    assert!(told.body.to_string().contains("Order"), "{told:?}");
}
