//! What is sent to do harm, whatever it asks for.

use std::fmt::Write as _;

use axum::body::Body;
use axum::http::Request;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::access::editor;
use crate::api::MAKE;
use crate::support::{Answer, Home, PATIENCE, Service};

/// Text that means something to a database, a shell, a file system, a page or a template, and nothing
/// here.
pub(crate) const TEXTS: [&str; 14] = [
    "'; DROP TABLE attempts; --",
    "' OR '1'='1",
    "\" OR \"\"=\"",
    "x'); DELETE FROM attempts WHERE ('a'='a",
    "%' ESCAPE '\\",
    "$1 ?1 :1 @p1",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "%2e%2e%2f%00%0d%0a",
    "<script>alert(1)</script>",
    "{{7*7}}${7*7}#{7*7}",
    "$(reboot)`reboot`;reboot|reboot",
    "__proto__",
    "\u{202e}txt.exe",
];

/// Text that no line of a log, no header and no string of C can hold.
pub(crate) const UNPRINTABLE: [&str; 5] = [
    "\0",
    "a\0b",
    "a\r\nset-cookie: a=b",
    "a\u{1b}[2J",
    "a\u{85}b",
];

/// Checks that the fault is the client's, in the one form of every error, and that nothing of what was sent
/// became a header.
#[track_caller]
pub(crate) fn assert_refused(answer: &Answer, sent: &str) {
    assert!(answer.status.is_client_error(), "{sent}: {answer:?}");
    assert!(answer.body.is_object(), "{sent}: {answer:?}");
    assert!(!answer.headers.contains_key("set-cookie"), "{sent}");
}

#[tokio::test]
async fn no_path_leads_out() {
    let home = Home::new();
    let service = home.start(&[]).await;
    for start in ["", "/docs", MAKE.0] {
        for way in [
            "/../Cargo.toml",
            "/../../../../../../etc/passwd",
            "/..%2f..%2f..%2f..%2fetc%2fpasswd",
            "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
            "/..%5c..%5cCargo.toml",
            "//etc/passwd",
            "/%00",
            "/index.html%00.png",
        ] {
            let path = format!("{start}{way}");
            let request = editor(Request::get(&path)).body(Body::empty()).unwrap();
            assert_refused(&service.send(request).await, &path);
        }
    }
}

/// Sends bytes as they are, and answers what comes back until the service closes the connection.
async fn answer_to(service: &Service, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(service.address).await.unwrap();
    // It may be closed before all is sent.
    let _ = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let closed = timeout(PATIENCE, stream.read_to_end(&mut answer)).await;
    let _ = closed.expect("the service closes the connection");
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn a_head_that_can_be_read_in_two_ways_is_refused() {
    let home = Home::new();
    let service = home.start(&[]).await;
    for head in [
        "GET /\0 HTTP/1.1\r\nhost: a",
        "GET / HTTP/1.1\r\nhost: a\r\nx-request-id: a\0b",
        "GET / HTTP/1.1\r\nhost: a\r\nx-request-id: a\rset-cookie: a=b",
        "GET / HTTP/1.1\r\nhost: a\r\nx-request-id: a\r\n set-cookie: a=b",
        "GET / HTTP/1.1\r\nhost: a\r\nx request: a",
        "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2",
        "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: +1",
        "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked, gzip",
    ] {
        let answer = answer_to(&service, format!("{head}\r\n\r\n").as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{head:?}: {answer}");
    }
    let long = format!("GET / HTTP/1.1\r\nhost: {}\r\n\r\n", "a".repeat(1 << 20));
    let answer = answer_to(&service, long.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
}

#[tokio::test]
async fn a_body_is_no_longer_than_allowed_whatever_its_head_says() {
    let home = Home::new();
    let service = home.start(&["server.max_body_bytes=1000"]).await;
    let request = editor(Request::post(MAKE.0)).header("content-type", "application/json");
    let said = request.body(Body::from(" ".repeat(1001))).unwrap();
    assert_eq!(service.send(said).await.status, 413);

    let request = editor(Request::post(MAKE.0)).body(()).unwrap();
    let mut unsaid = format!(
        "POST {} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n",
        MAKE.0
    );
    unsaid.push_str("content-type: application/json\r\ntransfer-encoding: chunked\r\n");
    for (name, value) in request.headers() {
        write!(unsaid, "{name}: {}\r\n", value.to_str().unwrap()).unwrap();
    }
    write!(unsaid, "\r\n3e9\r\n{}\r\n0\r\n\r\n", " ".repeat(1001)).unwrap();
    let answer = answer_to(&service, unsaid.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}
