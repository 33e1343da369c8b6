//! What load balancers and tools ask.

use std::future::ready;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use futures_util::stream::{once, pending};
use tokio::time::{Instant, timeout};
use tonic::Code;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use tonic_reflection::pb::v1::ServerReflectionRequest;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;
use web::Readiness;

use crate::grpc::Settings;
use crate::sample::router_with;
use crate::support::{Ready, SETTINGS, service};

fn about(service: &str) -> HealthCheckRequest {
    let service = service.to_owned();
    HealthCheckRequest { service }
}

fn router_that_is(ready: bool) -> Router {
    router_with(&Ready(ready), SETTINGS)
}

#[tokio::test]
async fn it_says_whether_it_is_ready_to_everybody() {
    for (ready, expected) in [
        (true, ServingStatus::Serving),
        (false, ServingStatus::NotServing),
    ] {
        let mut client = HealthClient::new(router_that_is(ready));
        for name in ["", &service()] {
            let answer = client.check(about(name)).await.unwrap().into_inner();
            assert_eq!(answer.status(), expected, "{name}");
        }
    }
}

#[tokio::test]
async fn what_it_does_not_know_has_no_health() {
    let mut client = HealthClient::new(router_that_is(true));
    let refused = client.check(about("tea.v1.TeaService")).await.unwrap_err();
    assert_eq!(refused.code(), Code::NotFound);
    let mut watched = client
        .watch(about("tea.v1.TeaService"))
        .await
        .unwrap()
        .into_inner();
    let first = watched.message().await.unwrap().unwrap();
    assert_eq!(first.status(), ServingStatus::ServiceUnknown);
}

/// Ready until it is told otherwise.
#[derive(Clone)]
struct Switch(Arc<AtomicBool>);

impl Readiness for Switch {
    async fn is_ready(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_watches_is_told_of_changes() {
    let switch = Switch(Arc::new(true.into()));
    let mut client = HealthClient::new(router_with(&switch, SETTINGS));
    let mut watched = client.watch(about("")).await.unwrap().into_inner();
    for ready in [true, false, true, false] {
        switch.0.store(ready, Ordering::Relaxed);
        let told = watched.message().await.unwrap().unwrap();
        assert_eq!(told.status() == ServingStatus::Serving, ready);
    }
    // Whoever asks again does so after a while, not at once and for ever.
    let start = Instant::now();
    assert_eq!(watched.message().await.unwrap(), None);
    assert!(start.elapsed() >= Duration::from_secs(1));
}

#[tokio::test]
async fn not_all_can_watch_at_once() {
    let mut client = HealthClient::new(router_that_is(true));
    let mut watching = Vec::new();
    for _ in 0..1024 {
        watching.push(client.watch(about("")).await.unwrap());
    }
    let refused = client.watch(about("")).await.unwrap_err();
    assert_eq!(refused.code(), Code::ResourceExhausted);
    watching.pop();
    client.watch(about("")).await.unwrap();
}

/// The services that the interface tells of, if it tells anything.
async fn services(reflection: bool) -> Result<Vec<String>, Code> {
    let settings = Settings {
        reflection,
        ..SETTINGS
    };
    let router = router_with(&Ready(true), settings);
    let mut client = ServerReflectionClient::new(router);
    let question = ServerReflectionRequest {
        message_request: Some(MessageRequest::ListServices(String::new())),
        ..ServerReflectionRequest::default()
    };
    let asked = client.server_reflection_info(once(ready(question))).await;
    let mut answers = asked.map_err(|status| status.code())?.into_inner();
    let answer = answers.message().await.unwrap().unwrap();
    let Some(MessageResponse::ListServicesResponse(list)) = answer.message_response else {
        panic!("no list: {answer:?}");
    };
    Ok(list.service.into_iter().map(|it| it.name).collect())
}

#[tokio::test]
async fn the_protocol_is_told_where_that_is_set() {
    let told = services(true).await.unwrap();
    assert!(told.contains(&service()), "{told:?}");
    assert!(
        told.contains(&"grpc.health.v1.Health".to_owned()),
        "{told:?}"
    );
    let kept = services(false).await;
    assert_eq!(kept, Err(Code::Unimplemented));
}

#[tokio::test(start_paused = true)]
async fn who_asks_for_the_protocol_and_is_silent_is_not_waited_for() {
    let mut client = ServerReflectionClient::new(router_that_is(true));
    let asked = client.server_reflection_info(pending()).await.unwrap();
    let mut answers = asked.into_inner();
    let ended = timeout(Duration::from_mins(1), answers.message()).await;
    assert!(matches!(ended, Ok(Ok(None) | Err(_))), "{ended:?}");
}
