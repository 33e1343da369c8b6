//! Orders over GraphQL.

use std::sync::Arc;

use app::Orders;
use app::testing::{FixedClock, MemoryRepository};
use axum::Router;
use domain::{OrderRepository, RepositoryError};
use serde_json::{Value, json};
use time::macros::datetime;

use crate::access::guard;
use crate::graphql::{self, Limits, orders};
use crate::support::{Answer, GENEROUS, ask, logged, query, router_of};

/// A query of depth three that every repository can answer.
pub(crate) const ALL: &str = "{ orders { nodes { id } } }";

/// Queries, and what they cost. An order has up to 100 lines, which are read with it.
pub(crate) const COSTS: [(&str, u16); 4] = [
    // A page is 50 orders, each of which counts as an element and has an id, and 1000 itself.
    (ALL, 6100),
    (
        r#"{ nodes(ids: ["019ab0c5-5a80-7d3e-9c1f-2b6a4f0e8d11", "019ab0c5-5a80-7d3e-9c1f-2b6a4f0e8d11"]) {
            id version } }"#,
        204,
    ),
    (
        r#"{ order(id: "019ab0c5-5a80-7d3e-9c1f-2b6a4f0e8d11") { id lines { sku unitPrice { minor } } } }"#,
        401,
    ),
    (
        r#"mutation { openOrder(order: { reference: "PO 1", currency: "EUR" }) { id version } }"#,
        1002,
    ),
];

fn orders_in<R: OrderRepository>(repository: R) -> Orders<R, FixedClock> {
    Orders::new(repository, FixedClock(datetime!(2026-11-22 12:00 UTC)))
}

/// The interface over this repository.
pub(crate) fn router_over<R: OrderRepository + 'static>(repository: R) -> Router {
    router_of(graphql::interface(
        orders_in(repository),
        &guard(),
        &GENEROUS,
    ))
}

/// The interface over an empty repository.
pub(crate) fn router() -> Router {
    router_with(GENEROUS)
}

/// The same with these limits.
pub(crate) fn router_with(limits: Limits) -> Router {
    let orders = orders_in(MemoryRepository::default());
    router_of(graphql::interface(orders, &guard(), &limits))
}

/// The schema as text.
pub(crate) fn sdl() -> String {
    let orders = orders_in(MemoryRepository::default());
    orders::schema(Arc::new(orders), GENEROUS).sdl()
}

/// What makes something once, another thing for each number.
pub(crate) fn making(number: u32, key: &str) -> String {
    format!(
        "mutation {{ openOrder(order: {{ reference: \"PO {number}\", currency: \"EUR\" }}, idempotencyKey: \"{key}\") {{
            id reference version }} }}"
    )
}

async fn open(router: &Router, reference: &str) -> Answer {
    let text = "mutation($reference: String!) {
        openOrder(order: { reference: $reference, currency: \"EUR\" }) {
            id reference state version createdAt lines { sku } total { minor currency } } }";
    ask(router, text, json!({ "reference": reference })).await
}

/// Opens an order and answers its id.
pub(crate) async fn made(router: &Router, number: u32) -> Value {
    open(router, &format!("PO {number}")).await.field()["id"].clone()
}

/// Puts a line of so many pieces, at so much, into the order at this version.
async fn put(router: &Router, id: &Value, version: u32, (quantity, minor): (u32, i64)) -> Answer {
    let text = "mutation($id: UUID!, $version: Int!, $quantity: Int!, $minor: MinorUnits!) {
        putLine(id: $id, version: $version, line: {
            sku: \"TEA\", quantity: $quantity, unitPrice: { minor: $minor, currency: \"EUR\" } }) {
            version total { minor } lines { sku quantity unitPrice { minor currency } } } }";
    let variables = json!({ "id": id, "version": version, "quantity": quantity, "minor": minor });
    ask(router, text, variables).await
}

/// Does something with the order at this version.
async fn act(router: &Router, action: &str, id: &Value, version: u32) -> Answer {
    let text = format!(
        "mutation($id: UUID!, $version: Int!) {{ {action}(id: $id, version: $version) {{ state version }} }}"
    );
    ask(router, &text, json!({ "id": id, "version": version })).await
}

#[tokio::test]
async fn an_opened_order_can_be_found() {
    let router = router();
    let opened = open(&router, "PO 1").await;
    let order = opened.field();
    assert_eq!(
        *order,
        json!({
            "id": order["id"], "reference": "PO 1", "state": "DRAFT", "version": 1,
            "createdAt": "2026-11-22T12:00:00Z", "lines": [],
            "total": { "minor": 0, "currency": "EUR" },
        })
    );
    let text = "query($id: UUID!) { order(id: $id) { reference version } }";
    let found = ask(&router, text, json!({ "id": order["id"] })).await;
    assert_eq!(*found.field(), json!({ "reference": "PO 1", "version": 1 }));
}

#[tokio::test]
async fn what_is_not_there_is_null_to_queries_and_an_error_to_changes() {
    let nobody = json!("019ab0c5-5a80-7d3e-9c1f-2b6a4f0e8d11");
    let text = "query($id: UUID!) { order(id: $id) { version } }";
    let found = ask(&router(), text, json!({ "id": nobody })).await;
    assert_eq!(*found.field(), Value::Null);
    assert_eq!(
        act(&router(), "payOrder", &nobody, 1).await.code(),
        "no_such_order"
    );
}

#[tokio::test]
async fn an_order_goes_its_way() {
    let router = router();
    let id = made(&router, 1).await;
    let filled = put(&router, &id, 1, (3, 450)).await;
    assert_eq!(
        *filled.field(),
        json!({
            "version": 2, "total": { "minor": 1350 },
            "lines": [{ "sku": "TEA", "quantity": 3, "unitPrice": { "minor": 450, "currency": "EUR" } }],
        })
    );
    for (version, action, state) in [
        (2, "placeOrder", "PLACED"),
        (3, "payOrder", "PAID"),
        (4, "shipOrder", "SHIPPED"),
    ] {
        let answer = act(&router, action, &id, version).await;
        assert_eq!(
            *answer.field(),
            json!({ "state": state, "version": version + 1 })
        );
    }
    assert_eq!(
        act(&router, "cancelOrder", &id, 5).await.code(),
        "not_allowed"
    );
}

#[tokio::test]
async fn a_line_can_be_taken_out() {
    let router = router();
    let id = made(&router, 1).await;
    // More than 32 bits.
    put(&router, &id, 1, (1, 5_000_000_000)).await.field();
    let text = "mutation($id: UUID!, $sku: String!) { removeLine(id: $id, version: 2, sku: $sku) {
        lines { sku } version } }";
    let wrong = ask(&router, text, json!({ "id": id, "sku": "tea" })).await;
    assert_eq!(wrong.code(), "invalid_fields");
    let absent = ask(&router, text, json!({ "id": id, "sku": "JAM" })).await;
    assert_eq!(absent.code(), "no_such_line");
    let removed = ask(&router, text, json!({ "id": id, "sku": "TEA" })).await;
    assert_eq!(*removed.field(), json!({ "lines": [], "version": 3 }));
}

#[tokio::test]
async fn nobody_overwrites_what_they_have_not_seen() {
    let router = router();
    let id = made(&router, 1).await;
    put(&router, &id, 1, (1, 1)).await.field();
    for version in [0, 1, 3] {
        assert_eq!(
            put(&router, &id, version, (9, 9)).await.code(),
            "stale_version"
        );
    }
    let text = "query($id: UUID!) { order(id: $id) { version } }";
    let found = ask(&router, text, json!({ "id": id })).await;
    assert_eq!(*found.field(), json!({ "version": 2 }));
}

#[tokio::test]
async fn a_change_without_a_version_is_refused() {
    let text = "mutation { payOrder(id: \"019ab0c5-5a80-7d3e-9c1f-2b6a4f0e8d11\") { id } }";
    assert_eq!(query(&router(), text).await.code(), "invalid_query");
}

#[tokio::test]
async fn rules_have_codes() {
    let router = router();
    let id = made(&router, 1).await;
    assert_eq!(open(&router, "PO 1").await.code(), "reference_taken");
    assert_eq!(
        act(&router, "placeOrder", &id, 1).await.code(),
        "order_empty"
    );
    let text = "mutation($id: UUID!) { putLine(id: $id, version: 1, line: {
        sku: \"TEA\", quantity: 1, unitPrice: { minor: 1, currency: \"CHF\" } }) { version } }";
    let other = ask(&router, text, json!({ "id": id })).await;
    assert_eq!(other.code(), "currency_mismatch");
    let large = put(&router, &id, 1, (2, i64::MAX)).await;
    assert_eq!(large.code(), "total_too_large");
}

#[tokio::test]
async fn a_field_that_fails_is_null_and_the_others_are_not() {
    let text = "mutation {
        a: openOrder(order: { reference: \"PO 1\", currency: \"EUR\" }) { reference }
        b: openOrder(order: { reference: \"PO 1\", currency: \"EUR\" }) { reference } }";
    let answer = query(&router(), text).await;
    assert_eq!(answer.code(), "reference_taken");
    assert_eq!(answer.body["errors"][0]["path"], json!(["b"]));
    assert_eq!(
        answer.body["data"],
        json!({ "a": { "reference": "PO 1" }, "b": null })
    );
}

#[tokio::test]
async fn every_wrong_field_is_named() {
    let text = "mutation { openOrder(order: { reference: \"\", currency: \"euro\" }, idempotencyKey: \"\") { id } }";
    let answer = query(&router(), text).await;
    assert_eq!(answer.code(), "invalid_fields");
    let errors = &answer.body["errors"][0]["extensions"]["errors"];
    let names: Vec<_> = errors
        .as_array()
        .unwrap()
        .iter()
        .map(|error| &error["field"])
        .collect();
    assert_eq!(names, ["reference", "currency", "idempotencyKey"]);

    let text = "{ orders(first: 101, after: \"elsewhere\") { nodes { id } } }";
    let answer = query(&router(), text).await;
    assert_eq!(answer.code(), "invalid_fields");
    assert_eq!(
        answer.body["errors"][0]["extensions"]["errors"][1]["field"],
        "after"
    );
}

#[tokio::test]
async fn pages_follow_each_other() {
    let router = router();
    let mut ids = Vec::new();
    for number in 0..5 {
        ids.push(made(&router, number).await);
    }
    let text = "query($after: String) { orders(first: 2, after: $after) {
        edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage endCursor } } }";
    let (mut seen, mut after) = (Vec::new(), Value::Null);
    loop {
        let answer = ask(&router, text, json!({ "after": after })).await;
        let page = answer.field();
        let edges = page["edges"].as_array().unwrap();
        assert!(edges.len() <= 2);
        seen.extend(edges.iter().map(|edge| edge["node"]["id"].clone()));
        let info = &page["pageInfo"];
        assert_eq!(info["hasPreviousPage"], false);
        assert_eq!(info["endCursor"], edges.last().unwrap()["cursor"]);
        if info["hasNextPage"] == false {
            break;
        }
        after = info["endCursor"].clone();
    }
    assert_eq!(seen, ids);
}

#[tokio::test]
async fn a_list_can_be_of_one_state() {
    let router = router();
    let (id, other) = (made(&router, 1).await, made(&router, 2).await);
    act(&router, "cancelOrder", &id, 1).await.field();
    let drafts = query(&router, "{ orders(state: DRAFT) { nodes { id } } }").await;
    assert_eq!(drafts.field()["nodes"], json!([{ "id": other }]));
}

#[tokio::test]
async fn a_repository_that_does_not_answer_is_for_a_while() {
    let unavailable = || RepositoryError::Unavailable("secret".into());
    let router = router_over(MemoryRepository::failing(unavailable));
    let text = "{ order(id: \"019ab0c5-5a80-7d3e-9c1f-2b6a4f0e8d11\") { id } }";
    for answer in [
        open(&router, "PO 1").await,
        query(&router, ALL).await,
        query(&router, text).await,
    ] {
        assert_eq!(answer.status, 503, "{answer:?}");
        assert_eq!(answer.headers["retry-after"], "1");
        assert_eq!(answer.code(), "unavailable");
        assert!(!answer.body.to_string().contains("secret"), "{answer:?}");
    }
    let found = query(&router, text).await;
    assert_eq!(found.body["data"], json!({ "order": null }));
    // Of this something came.
    let partly = query(&router, &text.replace("{ order", "{ __typename order")).await;
    assert_eq!(
        (partly.status.as_u16(), partly.code()),
        (200, "unavailable")
    );
    assert_eq!(
        partly.body["data"],
        json!({ "__typename": "Query", "order": null })
    );

    let corrupt = || RepositoryError::Corrupt("secret".into());
    let router = router_over(MemoryRepository::failing(corrupt));
    let (answer, log) = logged(query(&router, ALL)).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (200, "corrupt"));
    assert_eq!(
        log.last().unwrap()["fields"]["message"],
        "failed",
        "{log:?}"
    );
}
