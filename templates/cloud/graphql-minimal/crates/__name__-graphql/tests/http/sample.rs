//! Items over GraphQL.

use std::sync::Arc;

use app::Items;
use app::testing::MemoryRepository;
use axum::Router;
use domain::{ItemRepository, RepositoryError};
use serde_json::{Value, json};

use crate::access::guard;
use crate::graphql::{self, Limits, items};
use crate::support::{Answer, GENEROUS, ask, logged, query, router_of};

/// A query of depth three that every repository can answer.
pub(crate) const ALL: &str = "{ items { nodes { id } } }";

/// Queries, and what they cost.
pub(crate) const COSTS: [(&str, u16); 3] = [
    // A page is 50 items, each of which counts as an element and has an id, and 100 itself.
    (ALL, 200),
    (
        r#"{ nodes(ids: ["019ab0c5-5a80-7d3e-9c1f-2b6a4f0e8d11", "019ab0c5-5a80-7d3e-9c1f-2b6a4f0e8d11"]) {
            id version } }"#,
        4,
    ),
    (
        r#"mutation { createItem(name: "tea") { id version } }"#,
        102,
    ),
];

/// The interface over this repository.
pub(crate) fn router_over<R: ItemRepository + 'static>(repository: R) -> Router {
    router_of(graphql::interface(
        Items::new(repository),
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
    let items = Items::new(MemoryRepository::default());
    router_of(graphql::interface(items, &guard(), &limits))
}

/// The schema as text.
pub(crate) fn sdl() -> String {
    let items = Items::new(MemoryRepository::default());
    items::schema(Arc::new(items), GENEROUS).sdl()
}

/// What makes something once, another thing for each number.
pub(crate) fn making(number: u32, key: &str) -> String {
    format!(
        "mutation {{ createItem(name: \"Teapot {number}\", idempotencyKey: \"{key}\") {{ id name version }} }}"
    )
}

async fn create(router: &Router, name: &str) -> Answer {
    let text = "mutation($name: String!) { createItem(name: $name) { id name version } }";
    ask(router, text, json!({ "name": name })).await
}

/// Creates an item and answers its id.
pub(crate) async fn made(router: &Router, number: u32) -> Value {
    create(router, &format!("Teapot {number}")).await.field()["id"].clone()
}

/// Renames the item at this version.
async fn rename(router: &Router, id: &Value, version: u32, name: &str) -> Answer {
    let text = "mutation($id: UUID!, $version: Int!, $name: String!) {
        renameItem(id: $id, version: $version, name: $name) { name version } }";
    let variables = json!({ "id": id, "version": version, "name": name });
    ask(router, text, variables).await
}

#[tokio::test]
async fn a_created_item_can_be_found() {
    let router = router();
    let created = create(&router, "Teapot").await;
    let item = created.field();
    assert_eq!(
        (&item["name"], &item["version"]),
        (&json!("Teapot"), &json!(1))
    );
    let text = "query($id: UUID!) { item(id: $id) { id name version } }";
    let found = ask(&router, text, json!({ "id": item["id"] })).await;
    assert_eq!(found.field(), item);
}

#[tokio::test]
async fn what_is_not_there_is_null_to_queries_and_an_error_to_changes() {
    let nobody = json!("019ab0c5-5a80-7d3e-9c1f-2b6a4f0e8d11");
    let text = "query($id: UUID!) { item(id: $id) { version } }";
    let found = ask(&router(), text, json!({ "id": nobody })).await;
    assert_eq!(*found.field(), Value::Null);
    let renamed = rename(&router(), &nobody, 1, "Kettle").await;
    assert_eq!(renamed.code(), "no_such_item");
}

#[tokio::test]
async fn nobody_overwrites_what_they_have_not_seen() {
    let router = router();
    let id = made(&router, 1).await;
    let renamed = rename(&router, &id, 1, "Kettle").await;
    assert_eq!(*renamed.field(), json!({ "name": "Kettle", "version": 2 }));
    for version in [0, 1, 3] {
        let stale = rename(&router, &id, version, "Samovar").await;
        assert_eq!(stale.code(), "stale_version");
    }
    let text = "query($id: UUID!) { item(id: $id) { name version } }";
    let found = ask(&router, text, json!({ "id": id })).await;
    assert_eq!(found.field(), renamed.field());
}

#[tokio::test]
async fn a_change_without_a_version_is_refused() {
    let text =
        "mutation { renameItem(id: \"019ab0c5-5a80-7d3e-9c1f-2b6a4f0e8d11\", name: \"A\") { id } }";
    assert_eq!(query(&router(), text).await.code(), "invalid_query");
}

#[tokio::test]
async fn a_field_that_fails_is_null_and_the_others_are_not() {
    let text = "mutation {
        a: createItem(name: \"Teapot\") { name } b: createItem(name: \"\") { name } }";
    let answer = query(&router(), text).await;
    assert_eq!(answer.code(), "invalid_fields");
    assert_eq!(answer.body["errors"][0]["path"], json!(["b"]));
    assert_eq!(
        answer.body["data"],
        json!({ "a": { "name": "Teapot" }, "b": null })
    );
}

#[tokio::test]
async fn every_wrong_field_is_named() {
    let created = create(&router(), " Teapot").await;
    assert_eq!(created.code(), "invalid_fields");
    let errors = &created.body["errors"][0]["extensions"]["errors"];
    assert_eq!(errors[0]["field"], "name");

    let text = "{ items(first: 0, after: \"elsewhere\") { nodes { id } } }";
    let answer = query(&router(), text).await;
    assert_eq!(answer.code(), "invalid_fields");
    let errors = answer.body["errors"][0]["extensions"]["errors"]
        .as_array()
        .unwrap();
    let names: Vec<_> = errors.iter().map(|error| &error["field"]).collect();
    assert_eq!(names, ["first", "after"]);
}

#[tokio::test]
async fn pages_follow_each_other() {
    let router = router();
    let mut ids = Vec::new();
    for number in 0..5 {
        ids.push(made(&router, number).await);
    }
    let text = "query($after: String) { items(first: 2, after: $after) {
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
async fn a_repository_that_does_not_answer_is_for_a_while() {
    let unavailable = || RepositoryError::Unavailable("secret".into());
    let router = router_over(MemoryRepository::failing(unavailable));
    let text = "{ item(id: \"019ab0c5-5a80-7d3e-9c1f-2b6a4f0e8d11\") { id } }";
    for answer in [
        create(&router, "Teapot").await,
        query(&router, ALL).await,
        query(&router, text).await,
    ] {
        assert_eq!(answer.status, 503, "{answer:?}");
        assert_eq!(answer.headers["retry-after"], "1");
        assert_eq!(answer.code(), "unavailable");
        assert!(!answer.body.to_string().contains("secret"), "{answer:?}");
    }
    let found = query(&router, text).await;
    assert_eq!(found.body["data"], json!({ "item": null }));
    // Of this something came.
    let partly = query(&router, &text.replace("{ item", "{ __typename item")).await;
    assert_eq!(
        (partly.status.as_u16(), partly.code()),
        (200, "unavailable")
    );
    assert_eq!(
        partly.body["data"],
        json!({ "__typename": "Query", "item": null })
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
