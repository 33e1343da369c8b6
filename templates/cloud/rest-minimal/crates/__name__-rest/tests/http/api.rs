//! Items over HTTP.

use app::Items;
use app::testing::MemoryRepository;
use axum::Router;
use domain::RepositoryError;
use serde_json::{Value, json};

use crate::access::editor;
use crate::description::documented_below;
use crate::rest::items;
use crate::support::{Answer, builder, logged, request, request_json, router_of, send};

fn router_over(repository: MemoryRepository) -> Router {
    router_of(items::api(Items::new(repository)))
}

/// The API over an empty repository.
pub(crate) fn router() -> Router {
    router_over(MemoryRepository::default())
}

/// Path and body of a request that makes something.
pub(crate) const MAKE: (&str, &str) = ("/v1/items", r#"{ "name": "Teapot" }"#);

/// The body of one that makes something else.
pub(crate) const OTHER: &str = r#"{ "name": "Kettle" }"#;

async fn create(router: &Router, name: &str) -> Answer {
    request_json(router, "POST", "/v1/items", json!({ "name": name })).await
}

/// Renames the version with this entity tag.
async fn rename(router: &Router, uri: &str, tag: &str, name: &str) -> Answer {
    let request = editor(builder("PUT", uri)).header("if-match", tag);
    let request = request.header("content-type", "application/json");
    send(
        router,
        request
            .body(json!({ "name": name }).to_string().into())
            .unwrap(),
    )
    .await
}

#[tokio::test]
async fn every_operation_is_described() {
    let operations = documented_below(&router(), "/v1/items").await;
    let expected = [
        ("GET", "/v1/items"),
        ("GET", "/v1/items/{id}"),
        ("POST", "/v1/items"),
        ("PUT", "/v1/items/{id}"),
    ];
    assert_eq!(
        operations,
        expected.map(|(method, path)| (method.to_owned(), path.to_owned()))
    );
}

#[tokio::test]
async fn a_created_item_can_be_read_where_it_is_said_to_be() {
    let router = router();
    let answer = create(&router, "Teapot").await;
    answer.assert_status(201);
    assert_eq!(answer.header("etag"), "\"1\"");
    let id = answer
        .header("location")
        .strip_prefix("/v1/items/")
        .unwrap();
    assert_eq!(
        answer.body,
        json!({ "id": id, "name": "Teapot", "version": 1 })
    );

    let found = request(&router, "GET", answer.header("location")).await;
    found.assert_status(200);
    assert_eq!(found.header("etag"), "\"1\"");
    assert_eq!(found.body, answer.body);
}

#[tokio::test]
async fn an_item_can_be_renamed() {
    let router = router();
    let item = create(&router, "Teapot")
        .await
        .header("location")
        .to_owned();
    let answer = rename(&router, &item, "\"1\"", "Kettle").await;
    answer.assert_status(200);
    assert_eq!(answer.header("etag"), "\"2\"");
    assert_eq!(answer.body["name"], "Kettle");
}

#[tokio::test]
async fn unknown_items_are_not_found() {
    let router = router();
    let nowhere = "/v1/items/019ab0c5-5a80-7d3e-9c1f-2b6a4f0e8d11";
    request(&router, "GET", nowhere)
        .await
        .assert_problem(404, "no_such_item");
    for tag in ["\"1\"", "*"] {
        rename(&router, nowhere, tag, "Kettle")
            .await
            .assert_problem(404, "no_such_item");
    }
}

#[tokio::test]
async fn a_change_needs_the_version() {
    let router = router();
    let item = create(&router, "Teapot")
        .await
        .header("location")
        .to_owned();
    let name = json!({ "name": "Kettle" });
    request_json(&router, "PUT", &item, name)
        .await
        .assert_problem(428, "version_required");
    for unclear in [
        "\"1\", \"2\"",
        "*, \"1\"",
        "1",
        "\"1",
        "\"",
        "W/1",
        "\"a b\"",
    ] {
        rename(&router, &item, unclear, "Kettle")
            .await
            .assert_problem(400, "version_unclear");
    }
}

#[tokio::test]
async fn a_star_is_any_version_of_what_exists() {
    let router = router();
    let item = create(&router, "Teapot")
        .await
        .header("location")
        .to_owned();
    for (name, tag) in [("Kettle", "\"2\""), ("Cup", "\"3\"")] {
        let answer = rename(&router, &item, "*", name).await;
        answer.assert_status(200);
        assert_eq!(answer.header("etag"), tag);
    }
}

#[tokio::test]
async fn a_change_of_another_version_is_refused() {
    let router = router();
    let item = create(&router, "Teapot")
        .await
        .header("location")
        .to_owned();
    rename(&router, &item, "\"1\"", "Kettle")
        .await
        .assert_status(200);
    for stale in ["\"1\"", "\"3\"", "\"+2\"", "W/\"2\"", "\"abc\""] {
        rename(&router, &item, stale, "Samovar")
            .await
            .assert_problem(412, "stale_version");
    }
    assert_eq!(request(&router, "GET", &item).await.body["name"], "Kettle");
}

#[tokio::test]
async fn a_wrong_field_is_named() {
    let router = router();
    let name = create(&router, "").await;
    name.assert_problem(422, "invalid_fields");
    assert_eq!(name.body["errors"][0]["field"], "name");

    let limit = request(&router, "GET", "/v1/items?limit=0").await;
    limit.assert_problem(422, "invalid_fields");
    assert_eq!(limit.body["errors"][0]["field"], "limit");
}

#[tokio::test]
async fn unknown_fields_are_refused() {
    let router = router();
    let body = json!({ "name": "Teapot", "colour": "blue" });
    let answer = request_json(&router, "POST", "/v1/items", body).await;
    answer.assert_problem(422, "invalid_body");
    let detail = answer.body["detail"].as_str().unwrap();
    assert!(detail.contains("unknown field `colour`"), "{detail}");
    request(&router, "GET", "/v1/items?limt=1")
        .await
        .assert_problem(400, "bad_request");
}

#[tokio::test]
async fn a_field_of_another_type_is_named() {
    let body = json!({ "name": 7 });
    let answer = request_json(&router(), "POST", "/v1/items", body).await;
    answer.assert_problem(422, "invalid_body");
    let detail = answer.body["detail"].as_str().unwrap();
    assert!(detail.starts_with("name: "), "{detail}");
}

#[tokio::test]
async fn a_list_of_what_the_fields_hold_is_no_object() {
    let answer = request_json(&router(), "POST", "/v1/items", json!(["Teapot"])).await;
    answer.assert_problem(422, "invalid_body");
}

#[tokio::test]
async fn a_list_is_read_page_by_page() {
    let router = router();
    for name in ["Teapot", "Kettle", "Cup"] {
        create(&router, name).await.assert_status(201);
    }

    let mut pages = Vec::new();
    let mut next = Some("/v1/items?limit=2".to_owned());
    while let Some(uri) = next {
        let page = request(&router, "GET", &uri).await;
        page.assert_status(200);
        let items = page.body["items"].as_array().unwrap();
        pages.push(
            items
                .iter()
                .map(|item| item["name"].clone())
                .collect::<Vec<Value>>(),
        );
        next = page.body["next"].as_str().map(str::to_owned);
    }
    assert_eq!(pages, [vec!["Teapot", "Kettle"], vec!["Cup"]]);
}

#[tokio::test]
async fn a_failure_of_the_repository_is_explained_in_the_log_and_not_to_the_client() {
    fn root() -> RepositoryError {
        RepositoryError::Unavailable("a secret".into())
    }
    let unavailable: fn() -> _ = || RepositoryError::Unavailable(root().into());
    let corrupt: fn() -> _ = || RepositoryError::Corrupt(root().into());
    for (failure, status, code) in [(unavailable, 503, "unavailable"), (corrupt, 500, "corrupt")] {
        let router = router_over(MemoryRepository::failing(failure));
        let (answer, log) = logged(request(&router, "GET", "/v1/items")).await;
        answer.assert_problem(status, code);
        assert!(!answer.body.to_string().contains("secret"), "{answer:?}");
        let error = log[0]["fields"]["error"].as_str().unwrap();
        assert!(
            error.ends_with(": the repository is unavailable: a secret"),
            "{error}"
        );
    }
}
