//! What becomes of fields that fail, wherever they are.

use std::future::ready;

use async_graphql::{EmptyMutation, Error, Object};
use axum::body::to_bytes;
use serde_json::json;

use super::*;

struct Query;
struct Shelf;

#[Object]
impl Query {
    async fn shelf(&self) -> Shelf {
        Shelf
    }

    async fn shelves(&self) -> Vec<Option<Shelf>> {
        vec![Some(Shelf), None, Some(Shelf)]
    }
}

#[Object]
impl Shelf {
    async fn name(&self) -> &'static str {
        "tea"
    }

    async fn pots(&self) -> Result<Option<Vec<u32>>, Error> {
        ready(Err(Error::new("they fell down"))).await
    }
}

#[tokio::test]
async fn a_field_that_fails_is_null_and_those_around_it_are_not() {
    let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
    let text = "{ shelf { pots } shelves { name pots } }";
    let response = answered(schema.execute(text).await).into_response();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let shelf = json!({ "name": "tea", "pots": null });
    assert_eq!(
        answer["data"],
        json!({ "shelf": { "pots": null }, "shelves": [shelf, null, shelf] })
    );
    assert_eq!(answer["errors"].as_array().unwrap().len(), 3);
}
