//! What is logged about requests.

use std::io::{self, Read};
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::time::timeout;
use tracing::subscriber::set_default;

use crate::framework::api;
use crate::support::{CONFIG, Ready, request, router_with};

#[tokio::test]
async fn a_request_whose_client_goes_away_is_logged() {
    let (mut reader, writer) = io::pipe().unwrap();
    let log = json_subscriber::fmt().with_writer(Arc::new(writer));
    let guard = set_default(log.finish());
    let router = router_with(CONFIG, api(), Ready(true));
    let asked = request(&router, "GET", "/never");
    timeout(Duration::from_millis(10), asked).await.unwrap_err();
    drop(guard);

    let mut text = String::new();
    reader.read_to_string(&mut text).unwrap();
    let event: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(event["fields"]["message"], "left unanswered");
    assert_eq!(event["span"]["route"], "/never");
}
