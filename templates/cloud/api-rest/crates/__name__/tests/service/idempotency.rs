//! What makes something can be repeated, and makes it once: over a restart, and over two instances.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use tokio::task::JoinSet;

use crate::access::editor;
use crate::api::{LIST, MAKE, numbered};
use crate::support::{Answer, Home, Service};

async fn make(service: &Service, body: &str) -> Answer {
    let request = editor(Request::post(MAKE.0))
        .header("content-type", "application/json")
        .header(
            "idempotency-key",
            "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"",
        );
    service
        .send(request.body(body.to_owned().into()).unwrap())
        .await
}

/// How many things there are.
pub(crate) async fn count(service: &Service) -> usize {
    let list = editor(Request::get(LIST)).body(Body::empty()).unwrap();
    let list = service.send(list).await.body;
    let mut fields = list.as_object().unwrap().values();
    fields.find_map(|field| field.as_array()).unwrap().len()
}

#[tokio::test]
async fn a_request_can_be_repeated_after_a_restart() {
    let home = Home::new();
    let service = home.start(&[]).await;
    let made = make(&service, MAKE.1).await;
    assert_eq!(made.status, 201, "{made:?}");
    service.terminate();
    service.stopped().await;

    let service = home.start(&[]).await;
    let again = make(&service, MAKE.1).await;
    assert_eq!(again.status, 201, "{again:?}");
    assert_eq!(again.headers["location"], made.headers["location"]);
    assert_eq!(again.body, made.body);
    let other = make(&service, &numbered(1)).await;
    assert_eq!(other.status, 422, "{other:?}");
    assert_eq!(other.body["code"], "idempotency_key_reused");
    assert_eq!(count(&service).await, 1);
}

#[tokio::test]
async fn of_many_requests_at_once_one_makes_something() {
    let home = Home::new();
    let (one, other) = tokio::join!(home.start(&[]), home.start(&[]));
    let instances = [Arc::new(one), Arc::new(other)];

    let mut requests = JoinSet::new();
    for number in 0..32 {
        let instance = Arc::clone(&instances[number % instances.len()]);
        requests.spawn(async move { make(&instance, MAKE.1).await });
    }
    let answers = requests.join_all().await;

    let made = make(&instances[0], MAKE.1).await;
    assert_eq!(made.status, 201, "{made:?}");
    let (same, refused): (Vec<_>, Vec<_>) = answers
        .into_iter()
        .partition(|answer| answer.body == made.body);
    assert!(
        !same.is_empty(),
        "nobody was told what was made: {refused:?}"
    );
    for answer in refused {
        assert_eq!(answer.status, 409, "{answer:?}");
        assert_eq!(answer.body["code"], "request_in_progress");
    }
    assert_eq!(count(&instances[1]).await, 1);
}
