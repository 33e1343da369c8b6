//! Orders over HTTP.

use app::Orders;
use app::testing::{FixedClock, MemoryRepository};
use axum::Router;
use axum::body::Body;
use domain::{MAX_LINES, RepositoryError, State};
use serde_json::{Value, json};
use time::macros::datetime;

use crate::access::editor;
use crate::description::documented_below;
use crate::rest::orders;
use crate::support::{Answer, builder, logged, request, request_json, router_of, send};

fn router_over(repository: MemoryRepository) -> Router {
    let clock = FixedClock(datetime!(2026-11-22 12:00 UTC));
    let api = orders::api(Orders::new(repository, clock));
    router_of(api)
}

/// The API over an empty repository.
pub(crate) fn router() -> Router {
    router_over(MemoryRepository::default())
}

/// Path and body of a request that makes something, and the body of one that makes something else.
pub(crate) const MAKE: (&str, &str) = ("/v1/orders", r#"{"reference":"PO 1","currency":"EUR"}"#);
pub(crate) const OTHER: &str = r#"{"reference":"PO 2","currency":"EUR"}"#;

async fn open(router: &Router, reference: &str) -> Answer {
    let body = json!({ "reference": reference, "currency": "EUR" });
    request_json(router, "POST", "/v1/orders", body).await
}

/// Opens an order and answers where it is.
async fn opened(router: &Router, reference: &str) -> String {
    open(router, reference).await.header("location").to_owned()
}

/// Sends a change of the version with this entity tag.
async fn change(router: &Router, method: &str, uri: &str, tag: &str, json: Value) -> Answer {
    let request = editor(builder(method, uri)).header("if-match", tag);
    let request = request.header("content-type", "application/json");
    let body = if json.is_null() {
        Body::empty()
    } else {
        json.to_string().into()
    };
    send(router, request.body(body).unwrap()).await
}

/// Does something with the version of an order that has this entity tag.
async fn act(router: &Router, order: &str, action: &str, tag: &str) -> Answer {
    let uri = format!("{order}/{action}");
    change(router, "POST", &uri, tag, Value::Null).await
}

fn line(quantity: u32, minor: i64) -> Value {
    json!({ "quantity": quantity, "unit_price": { "minor": minor, "currency": "EUR" } })
}

#[tokio::test]
async fn every_operation_is_described() {
    let operations = documented_below(&router(), "/v1/orders").await;
    let expected = [
        ("DELETE", "/v1/orders/{id}/lines/{sku}"),
        ("GET", "/v1/orders"),
        ("GET", "/v1/orders/{id}"),
        ("POST", "/v1/orders"),
        ("POST", "/v1/orders/{id}/cancel"),
        ("POST", "/v1/orders/{id}/pay"),
        ("POST", "/v1/orders/{id}/place"),
        ("POST", "/v1/orders/{id}/ship"),
        ("PUT", "/v1/orders/{id}/lines/{sku}"),
    ];
    assert_eq!(
        operations,
        expected.map(|(method, path)| (method.to_owned(), path.to_owned()))
    );
}

#[tokio::test]
async fn a_line_is_described_as_new_or_replaced() {
    let description = request(&router(), "GET", "/openapi.json").await.body;
    let responses = &description["paths"]["/v1/orders/{id}/lines/{sku}"]["put"]["responses"];
    for status in ["200", "201"] {
        let body = &responses[status]["content"]["application/json"]["schema"];
        assert_eq!(body["$ref"], "#/components/schemas/OrderBody", "{status}");
    }
}

#[tokio::test]
async fn every_state_is_described_and_can_be_asked_for() {
    let router = router();
    let description = request(&router, "GET", "/openapi.json").await.body;
    let states = &description["components"]["schemas"]["StateBody"]["enum"];
    assert_eq!(*states, json!(State::ALL.map(State::as_str)));
    for state in states.as_array().unwrap() {
        let uri = format!("/v1/orders?state={}", state.as_str().unwrap());
        request(&router, "GET", &uri).await.assert_status(200);
    }
}

#[tokio::test]
async fn an_opened_order_can_be_read_where_it_is_said_to_be() {
    let router = router();
    let answer = open(&router, "PO 1").await;
    answer.assert_status(201);
    assert_eq!(answer.header("etag"), "\"1\"");
    let id = answer
        .header("location")
        .strip_prefix("/v1/orders/")
        .unwrap();
    assert_eq!(
        answer.body,
        json!({
            "id": id,
            "reference": "PO 1",
            "state": "draft",
            "version": 1,
            "created_at": "2026-11-22T12:00:00Z",
            "lines": [],
            "total": { "minor": 0, "currency": "EUR" },
        })
    );

    let found = request(&router, "GET", answer.header("location")).await;
    found.assert_status(200);
    assert_eq!(found.header("etag"), "\"1\"");
    assert_eq!(found.body, answer.body);
}

#[tokio::test]
async fn an_order_goes_its_way() {
    let router = router();
    let order = opened(&router, "PO 1").await;

    let tea = change(
        &router,
        "PUT",
        &format!("{order}/lines/TEA"),
        "\"1\"",
        line(3, 450),
    )
    .await;
    tea.assert_status(201);
    assert_eq!(tea.header("etag"), "\"2\"");
    let tea_line = json!({
        "sku": "TEA", "quantity": 3, "unit_price": { "minor": 450, "currency": "EUR" },
    });
    assert_eq!(tea.body["lines"], json!([tea_line]));
    assert_eq!(
        tea.body["total"],
        json!({ "minor": 1350, "currency": "EUR" })
    );

    let cup = format!("{order}/lines/CUP");
    change(&router, "PUT", &cup, "\"2\"", line(1, 900)).await;
    let without_cup = change(&router, "DELETE", &cup, "\"3\"", Value::Null).await;
    without_cup.assert_status(200);
    assert_eq!(without_cup.body["lines"], json!([tea_line]));

    for (action, tag, state, next_tag) in [
        ("place", "\"4\"", "placed", "\"5\""),
        ("pay", "\"5\"", "paid", "\"6\""),
        ("ship", "\"6\"", "shipped", "\"7\""),
    ] {
        let answer = act(&router, &order, action, tag).await;
        answer.assert_status(200);
        assert_eq!(answer.body["state"], state);
        assert_eq!(answer.header("etag"), next_tag);
    }

    let late = act(&router, &order, "cancel", "\"7\"").await;
    late.assert_problem(409, "not_allowed");
    assert_eq!(
        late.body["detail"],
        "cannot cancel an order that is shipped"
    );
}

#[tokio::test]
async fn a_draft_can_be_cancelled() {
    let router = router();
    let order = opened(&router, "PO 1").await;
    let answer = act(&router, &order, "cancel", "\"1\"").await;
    assert_eq!(answer.body["state"], "cancelled");
}

#[tokio::test]
async fn references_are_unique() {
    let router = router();
    open(&router, "PO 1").await.assert_status(201);
    open(&router, "PO 1")
        .await
        .assert_problem(409, "reference_taken");
}

#[tokio::test]
async fn unknown_orders_and_lines_are_not_found() {
    let router = router();
    let nowhere = "/v1/orders/019ab0c5-5a80-7d3e-9c1f-2b6a4f0e8d11";
    request(&router, "GET", nowhere)
        .await
        .assert_problem(404, "no_such_order");
    for tag in ["\"1\"", "*"] {
        act(&router, nowhere, "place", tag)
            .await
            .assert_problem(404, "no_such_order");
    }

    let order = opened(&router, "PO 1").await;
    change(
        &router,
        "DELETE",
        &format!("{order}/lines/TEA"),
        "\"1\"",
        Value::Null,
    )
    .await
    .assert_problem(404, "no_such_line");
}

#[tokio::test]
async fn rules_about_orders_are_problems() {
    let router = router();
    let order = opened(&router, "PO 1").await;
    act(&router, &order, "place", "*")
        .await
        .assert_problem(422, "order_empty");

    let tea = format!("{order}/lines/TEA");
    let francs = json!({ "quantity": 1, "unit_price": { "minor": 450, "currency": "CHF" } });
    change(&router, "PUT", &tea, "*", francs)
        .await
        .assert_problem(422, "currency_mismatch");
    change(&router, "PUT", &tea, "*", line(2, i64::MAX))
        .await
        .assert_problem(422, "total_too_large");

    for number in 1..=MAX_LINES {
        let uri = format!("{order}/lines/CUP-{number}");
        change(&router, "PUT", &uri, "*", line(1, 450))
            .await
            .assert_status(201);
    }
    change(&router, "PUT", &tea, "*", line(1, 450))
        .await
        .assert_problem(422, "too_many_lines");
}

#[tokio::test]
async fn a_change_needs_the_version() {
    let router = router();
    let place = format!("{}/place", opened(&router, "PO 1").await);
    request(&router, "POST", &place)
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
        change(&router, "POST", &place, unclear, Value::Null)
            .await
            .assert_problem(400, "version_unclear");
    }
}

#[tokio::test]
async fn a_star_is_any_version_of_what_exists() {
    let router = router();
    let line_uri = format!("{}/lines/TEA", opened(&router, "PO 1").await);
    for (status, tag) in [(201, "\"2\""), (200, "\"3\"")] {
        let answer = change(&router, "PUT", &line_uri, "*", line(1, 450)).await;
        answer.assert_status(status);
        assert_eq!(answer.header("etag"), tag);
    }
}

#[tokio::test]
async fn a_change_of_another_version_is_refused() {
    let router = router();
    let order = opened(&router, "PO 1").await;
    let line_uri = format!("{order}/lines/TEA");
    change(&router, "PUT", &line_uri, "\"1\"", line(1, 450))
        .await
        .assert_status(201);
    for stale in ["\"1\"", "\"3\"", "\"+2\"", "W/\"2\"", "\"abc\""] {
        change(&router, "PUT", &line_uri, stale, line(9, 450))
            .await
            .assert_problem(412, "stale_version");
    }
    assert_eq!(
        request(&router, "GET", &order).await.body["lines"][0]["quantity"],
        1
    );
}

#[tokio::test]
async fn every_wrong_field_is_named() {
    let router = router();
    let fields = |answer: &Answer| -> Vec<String> {
        answer.assert_problem(422, "invalid_fields");
        let errors = answer.body["errors"].as_array().unwrap();
        errors
            .iter()
            .map(|error| error["field"].as_str().unwrap().to_owned())
            .collect()
    };

    let body = json!({ "reference": "", "currency": "euro" });
    let answer = request_json(&router, "POST", "/v1/orders", body).await;
    assert_eq!(fields(&answer), ["reference", "currency"]);

    let order = opened(&router, "PO 1").await;
    let wrong = json!({ "quantity": 0, "unit_price": { "minor": -1, "currency": "EUR" } });
    let answer = change(
        &router,
        "PUT",
        &format!("{order}/lines/tea"),
        "\"1\"",
        wrong,
    )
    .await;
    assert_eq!(fields(&answer), ["sku", "quantity", "unit_price.minor"]);

    let answer = request(&router, "GET", "/v1/orders?limit=0&state=lost").await;
    assert_eq!(fields(&answer), ["limit", "state"]);
}

#[tokio::test]
async fn a_body_of_another_shape_is_refused_by_field() {
    let router = router();
    for (body, reason) in [
        (json!({ "prio": 1 }), "unknown field `prio`"),
        (json!({ "currency": 978 }), "currency: invalid type"),
        (json!({ "currency": "EUR" }), "missing field `reference`"),
    ] {
        let answer = request_json(&router, "POST", "/v1/orders", body).await;
        answer.assert_problem(422, "invalid_body");
        let detail = answer.body["detail"].as_str().unwrap();
        assert!(detail.contains(reason), "{detail}");
    }
    request(&router, "GET", "/v1/orders?stat=paid")
        .await
        .assert_problem(400, "bad_request");
}

#[tokio::test]
async fn a_list_is_read_page_by_page() {
    let router = router();
    for reference in ["PO 1", "PO 2", "PO 3", "PO 4"] {
        let order = opened(&router, reference).await;
        if reference != "PO 2" {
            act(&router, &order, "cancel", "\"1\"").await;
        }
    }

    let mut references = Vec::new();
    let mut next = Some("/v1/orders?limit=2&state=cancelled".to_owned());
    let mut sizes = Vec::new();
    while let Some(uri) = next {
        let page = request(&router, "GET", &uri).await;
        page.assert_status(200);
        let orders = page.body["orders"].as_array().unwrap();
        sizes.push(orders.len());
        references.extend(orders.iter().map(|order| order["reference"].clone()));
        next = page.body["next"].as_str().map(str::to_owned);
    }
    assert_eq!(sizes, [2, 1]);
    assert_eq!(references, ["PO 1", "PO 3", "PO 4"]);
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
        let (answer, log) = logged(request(&router, "GET", "/v1/orders")).await;
        answer.assert_problem(status, code);
        assert!(!answer.body.to_string().contains("secret"), "{answer:?}");
        let error = log[0]["fields"]["error"].as_str().unwrap();
        assert!(
            error.ends_with(": the repository is unavailable: a secret"),
            "{error}"
        );
    }
}
