//! What nobody may read in the log.

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::{HeaderValue, Request};

use crate::access::editor;
use crate::api::{LIST, MAKE, with_text};
use crate::support::Home;

const SECRET: &str = "correct.horse.battery.staple";

#[tokio::test]
async fn what_callers_prove_themselves_with_is_not_logged_whether_it_is_right_or_wrong() {
    let home = Home::new();
    let service = home.start(&["log.filter=trace"]).await;
    for (name, value) in [
        ("authorization", format!("Bearer {SECRET}")),
        ("authorization", format!("Basic {SECRET}")),
        ("authorization", SECRET.to_owned()),
        ("authorization", format!("Bearer {SECRET} {SECRET}")),
        ("cookie", format!("session={SECRET}")),
        ("x-api-key", SECRET.to_owned()),
    ] {
        let request = Request::get(LIST).header(name, value);
        service.send(request.body(Body::empty()).unwrap()).await;
    }

    // Neither is what they send with it, nor the key that lets them send it again.
    let right = editor(Request::post(MAKE.0))
        .header("content-type", "application/json")
        .header(
            "idempotency-key",
            HeaderValue::try_from(format!("\"{SECRET}\"")).unwrap(),
        );
    let sent = right.headers_ref().unwrap();
    let proof = [AUTHORIZATION, COOKIE].map(|name| sent.get(name).cloned());
    let answer = service.send(right.body(with_text(SECRET).into()).unwrap());
    assert_eq!(answer.await.status, 201);

    service.terminate();
    let (_, log) = service.stopped().await;
    assert!(log.contains("answered"), "{log}");
    assert!(!log.contains(SECRET), "{log}");
    for proof in proof.iter().flatten() {
        // What comes behind `Bearer ` or a cookie's name.
        let proof = proof.to_str().unwrap();
        let (_, secret) = proof.split_once([' ', '=']).unwrap();
        assert!(!log.contains(secret), "{log}");
    }
}
