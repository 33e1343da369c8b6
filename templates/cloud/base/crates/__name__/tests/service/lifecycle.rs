//! Start, health and stop.

use std::fmt::Write;
use std::net::SocketAddr;
use std::time::Duration;

use axum::http::Request;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

use crate::access::editor;
use crate::api::{self, FIND, LIST, MADE, MAKE, MEDIA_TYPE, numbered};
use crate::support::Home;

/// A request whose body has yet to come, and which the service has begun to handle.
pub(crate) async fn begun(address: SocketAddr, body: &str) -> TcpStream {
    let (path, _) = MAKE;
    let request = editor(Request::post(path)).body(()).unwrap();
    let mut head = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\ncontent-type: {MEDIA_TYPE}\r\n\
         content-length: {}\r\nexpect: 100-continue\r\n",
        body.len()
    );
    for (name, value) in request.headers() {
        write!(head, "{name}: {}\r\n", value.to_str().unwrap()).unwrap();
    }
    head.push_str("\r\n");

    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    // The service asks for the body when the handler reads it.
    let go_on = b"HTTP/1.1 100 Continue\r\n\r\n";
    let mut answer = vec![0; go_on.len()];
    stream.read_exact(&mut answer).await.unwrap();
    assert_eq!(answer, go_on);
    stream
}

#[tokio::test]
async fn told_to_stop_it_is_not_ready_and_then_finishes_what_was_begun() {
    let home = Home::new();
    let settings = [
        "server.request_timeout_seconds=60",
        "server.shutdown_delay_seconds=3600",
    ];
    let mut service = home.start(&settings).await;
    let address = service.address;
    let bodies: Vec<_> = (0..64).map(numbered).collect();
    let (sooner, later) = bodies.split_at(32);
    let mut requests = Vec::new();
    for body in sooner {
        requests.push((begun(address, body).await, body));
    }

    assert_eq!(service.get("/readyz").await.status, 200);
    service.terminate();
    service.logged("stopping").await;
    assert_eq!(service.get("/readyz").await.status, 503);
    // It takes the requests of those who have not noticed yet, until it is told again.
    for body in later {
        requests.push((begun(address, body).await, body));
    }
    service.terminate();
    while TcpStream::connect(address).await.is_ok() {}

    for (mut request, body) in requests {
        request.write_all(body.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        request.read_to_end(&mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.contains(MADE), "{answer}");
    }
    let (status, log) = service.stopped().await;
    assert!(status.success(), "{log}");
    assert!(log.contains("\"stopped\""), "{log}");
}

#[tokio::test]
async fn what_was_made_is_there_after_a_restart() {
    let home = Home::new();
    let service = home.start(&[]).await;
    let (path, body) = MAKE;
    let make = editor(Request::post(path)).header("content-type", MEDIA_TYPE);
    let answer = service.send(make.body(body.into()).unwrap()).await;
    let id = api::made(&answer).unwrap();
    service.terminate();
    service.stopped().await;

    let service = home.start(&[]).await;
    let found = service.send(api::find(&id, editor)).await;
    assert!(api::is_found(&found), "{found:?}");
    let (.., absent) = FIND;
    let other = api::find("019ab0c5-5a80-7d3e-9c1f-2b6a4f0e8d11", editor);
    let other = service.send(other).await;
    assert_eq!(other.status, absent, "{other:?}");
    assert!(!api::is_found(&other), "{other:?}");
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_cut_off() {
    let home = Home::new();
    let service = home.start(&["server.shutdown_grace_seconds=0"]).await;
    let mut request = begun(service.address, MAKE.1).await;

    service.terminate();
    let (status, log) = service.stopped().await;
    assert!(status.success(), "{log}");
    assert!(log.contains("requests unfinished"), "{log}");
    let mut answer = Vec::new();
    let _ = request.read_to_end(&mut answer).await;
    assert!(answer.is_empty());
}

#[tokio::test]
async fn told_again_it_leaves_requests_unfinished() {
    let home = Home::new();
    let settings = [
        "server.request_timeout_seconds=3600",
        "server.shutdown_grace_seconds=3600",
    ];
    let service = home.start(&settings).await;
    let mut request = begun(service.address, MAKE.1).await;

    service.terminate();
    while TcpStream::connect(service.address).await.is_ok() {}
    service.terminate();
    let (status, log) = service.stopped().await;
    assert!(status.success(), "{log}");
    assert!(log.contains("requests unfinished"), "{log}");
    let mut answer = Vec::new();
    let _ = request.read_to_end(&mut answer).await;
    assert!(answer.is_empty());
}

#[tokio::test]
async fn a_request_whose_body_does_not_arrive_is_given_up() {
    let home = Home::new();
    let mut service = home.start(&["server.request_timeout_seconds=1"]).await;
    let mut request = begun(service.address, MAKE.1).await;

    let mut answer = String::new();
    timeout(Duration::from_secs(10), request.read_to_string(&mut answer))
        .await
        .expect("the service gives up, and closes the connection")
        .unwrap();
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(!answer.contains("retry-after"), "{answer}");
    // Nothing has failed here.
    let event = service.logged("answered").await;
    assert_eq!(event["fields"]["code"], "request_timeout");
}

#[tokio::test]
async fn whoever_finds_no_place_is_told_when_to_try_again() {
    let home = Home::new();
    let service = home.start(&["server.max_requests_in_flight=1"]).await;
    let mut first = begun(service.address, MAKE.1).await;

    let second = service.send(api::list(editor)).await;
    assert!(api::is_unavailable(&second), "{second:?}");
    assert_eq!(second.body["code"], "overloaded");
    assert_eq!(service.get("/readyz").await.status, 200);

    first.write_all(MAKE.1.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    while !String::from_utf8_lossy(&answer).contains(MADE) {
        let read = first.read_buf(&mut answer).await.unwrap();
        assert_ne!(read, 0, "{}", String::from_utf8_lossy(&answer));
    }
    assert_eq!(service.send(api::list(editor)).await.status, 200);
}

#[tokio::test]
async fn a_connection_outlives_the_time_that_a_request_may_take() {
    let home = Home::new();
    let service = home.start(&["server.request_timeout_seconds=1"]).await;
    let mut stream = TcpStream::connect(service.address).await.unwrap();
    for _ in 0..2 {
        let request = b"GET /healthz HTTP/1.1\r\nhost: here\r\n\r\n";
        stream.write_all(request).await.unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\nalive") {
            let read = stream.read_buf(&mut answer).await.unwrap();
            assert_ne!(read, 0, "{}", String::from_utf8_lossy(&answer));
        }
        // Proxies keep theirs for longer than this.
        let closed = timeout(Duration::from_secs(2), stream.read_u8()).await;
        assert!(closed.is_err(), "{closed:?}");
    }
}

#[tokio::test]
async fn a_connection_on_which_no_request_arrives_is_closed() {
    let home = Home::new();
    let service = home.start(&["server.keep_alive_seconds=1"]).await;
    let mut stream = TcpStream::connect(service.address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nhost:").await.unwrap();

    let mut answer = Vec::new();
    timeout(Duration::from_secs(10), stream.read_to_end(&mut answer))
        .await
        .expect("the service closes the connection")
        .unwrap();
    assert!(answer.is_empty(), "{answer:?}");
}

#[tokio::test]
async fn a_connection_whose_client_takes_no_answers_is_closed() {
    let home = Home::new();
    let service = home.start(&["server.keep_alive_seconds=1"]).await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut stream = socket.connect(service.address).await.unwrap();

    let requests = "GET /healthz HTTP/1.1\r\nhost: here\r\n\r\n".repeat(1000);
    let flood = async { while stream.write_all(requests.as_bytes()).await.is_ok() {} };
    timeout(Duration::from_secs(30), flood)
        .await
        .expect("the service closes the connection");
}

#[tokio::test]
async fn requests_are_logged_by_their_id_and_health_checks_are_not() {
    let home = Home::new();
    let mut service = home.start(&[]).await;
    assert_eq!(service.get("/readyz").await.status, 200);
    let named = |request| editor(request).header("x-request-id", "trace-4711");
    let answer = service.send(api::list(named)).await;
    assert_eq!(answer.headers["x-request-id"], "trace-4711");

    let event = service.logged("answered").await;
    assert_eq!(event["fields"]["status"], 200);
    assert!(event["fields"]["milliseconds"].is_u64(), "{event}");
    assert_eq!(event["span"]["request_id"], "trace-4711");
    assert_eq!(event["span"]["route"], LIST);
}

#[tokio::test]
async fn failures_are_logged_by_their_id_also_where_little_is() {
    let home = Home::new();
    // Not so little that the address is missing.
    let package = env!("CARGO_PKG_NAME").replace('-', "_");
    let filter = format!("log.filter=error,{package}::serve=info");
    let settings = [&filter, "server.max_requests_in_flight=1"];
    let mut service = home.start(&settings).await;
    let _request = begun(service.address, MAKE.1).await;
    let answer = service.send(api::list(editor)).await;
    assert!(api::is_unavailable(&answer), "{answer:?}");

    let event = service.logged("failed").await;
    assert_eq!(event["fields"]["status"], 503);
    assert_eq!(event["fields"]["code"], "overloaded");
    assert_eq!(event["span"]["route"], LIST);
    assert!(event["span"]["request_id"].is_string(), "{event}");
}

#[tokio::test]
async fn of_several_that_start_at_once_each_finds_its_tables() {
    let home = Home::new();
    let settings = &[];
    let start = || home.start(settings);
    let (one, two, three) = tokio::join!(start(), start(), start());
    for service in [one, two, three] {
        assert_eq!(service.send(api::list(editor)).await.status, 200);
    }
}

#[tokio::test]
async fn it_can_be_asked_for_its_health() {
    let home = Home::new();
    let service = home.start(&[]).await;
    let port = format!("server.port={}", service.address.port());
    let health = ["health", "--set", &port, "--set", "server.host=0.0.0.0"];
    assert!(home.run(&health).await.status.success());
    assert_eq!(service.get("/healthz").await.status, 200);

    service.terminate();
    service.stopped().await;
    assert!(!home.run(&health).await.status.success());
}

#[tokio::test]
async fn without_a_free_port_it_does_not_start() {
    let home = Home::new();
    let service = home.start(&[]).await;
    let port = format!("server.port={}", service.address.port());
    let output = home.run(&["serve", "--set", &port]).await;
    assert!(!output.status.success());
    let error = String::from_utf8(output.stderr).unwrap();
    let taken = format!("port {}", service.address.port());
    assert!(
        error.contains(&taken) && error.contains("`--set server.port=0`"),
        "{error}"
    );
}

#[tokio::test]
async fn without_a_database_it_does_not_start() {
    let home = Home::new();
    let mut command = home.command(&[
        "serve",
        "--set",
        "database.url=nonsense://user:hunter2@host",
    ]);
    let output = command.output().await.unwrap();
    assert!(!output.status.success());
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(
        error.contains("`database.url` (from --set)") && !error.contains("hunter2"),
        "{error}"
    );
}
