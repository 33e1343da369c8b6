//! One domain, two hosts: the service and the WASI component answer alike.

use axum::http::Request;
use http_body_util::Full;
use serde_json::{Value, json};

use crate::access::editor;
use crate::api::router;
use crate::support::{Answer, builder, request_json, send};

fn line(quantity: u32, minor: i64, currency: &str) -> Value {
    json!({ "quantity": quantity, "unit_price": { "minor": minor, "currency": currency } })
}

/// What the service answers when the order is opened, filled and placed, or the first refusal.
async fn service(lines: &[(&str, Value)]) -> Answer {
    let router = router();
    let order = json!({ "reference": "PO 4711", "currency": "EUR" });
    let opened = request_json(&router, "POST", "/v1/orders", order).await;
    let order = opened.header("location");
    for (sku, line) in lines {
        let put = editor(builder("PUT", &format!("{order}/lines/{sku}"))).header("if-match", "*");
        let put = put.header("content-type", "application/json");
        let answer = send(&router, put.body(line.to_string().into()).unwrap()).await;
        if !answer.status.is_success() {
            return answer;
        }
    }
    let place = editor(builder("POST", &format!("{order}/place"))).header("if-match", "*");
    send(&router, place.body("".into()).unwrap()).await
}

/// What the component answers to the whole of it.
async fn component(lines: &[(&str, Value)]) -> (u16, Value) {
    let lines: Vec<_> = lines
        .iter()
        .map(|(sku, line)| {
            let mut line = line.clone();
            line["sku"] = json!(sku);
            line
        })
        .collect();
    let draft = json!({ "reference": "PO 4711", "currency": "EUR", "lines": lines });
    let request = Request::post("/v1/quotes").header("content-type", "application/json");
    let draft = draft.to_string();
    let request = request.body(Full::new(draft.as_bytes())).unwrap();
    let (head, body) = wasi::answer(request).await.into_parts();
    (head.status.as_u16(), serde_json::from_slice(&body).unwrap())
}

#[tokio::test]
async fn the_same_lines_make_the_same_order() {
    for lines in [
        vec![("TEA", line(3, 450, "EUR")), ("CUP", line(2, 800, "EUR"))],
        vec![("TEA", line(3, 450, "EUR")), ("TEA", line(1, 500, "EUR"))],
        vec![("FREE", line(1000, 0, "EUR"))],
        vec![("DEAR", line(1, i64::MAX, "EUR"))],
    ] {
        let placed = service(&lines).await;
        placed.assert_status(200);
        let (status, quote) = component(&lines).await;
        assert_eq!(status, 200, "{quote}");
        for field in ["reference", "lines", "total"] {
            assert_eq!(quote[field], placed.body[field], "{field}");
        }
    }
}

#[tokio::test]
async fn the_same_lines_are_refused_in_the_same_words() {
    for lines in [
        vec![],
        vec![("TEA", line(1, 1, "CHF"))],
        vec![("TEA", line(2, i64::MAX, "EUR"))],
    ] {
        let refused = service(&lines).await;
        let (status, problem) = component(&lines).await;
        assert_eq!(status, refused.status.as_u16(), "{problem}");
        assert_eq!(problem, refused.body);
    }
    for line in [
        ("tea", line(1, 1, "EUR")),
        ("TEA", line(0, 1, "EUR")),
        ("TEA", line(1, -1, "EUR")),
        ("TEA", line(1, 1, "euro")),
    ] {
        let refused = service(std::slice::from_ref(&line)).await;
        let (_, mut problem) = component(&[line]).await;
        // Here the field lies deeper.
        let field = problem["errors"][0]["field"].as_str().unwrap();
        let field = field.strip_prefix("lines.0.").unwrap().to_owned();
        problem["errors"][0]["field"] = field.into();
        assert_eq!(problem, refused.body);
    }
}
