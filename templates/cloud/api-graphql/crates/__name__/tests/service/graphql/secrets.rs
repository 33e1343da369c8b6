//! What nobody may read in the log.

use serde_json::{Value, json};

use super::{ALL, KEEP, ask, code};
use crate::support::Home;

const SECRET: &str = "correct.horse.battery.staple";

#[tokio::test]
async fn what_callers_ask_for_is_not_logged_whether_it_is_right_or_wrong() {
    let home = Home::new();
    let service = home.start(&["log.filter=trace"]).await;
    let variables = json!({ "text": SECRET, "key": SECRET });
    let kept = ask(&service, KEEP, variables).await;
    assert_eq!(kept.body["data"]["kept"]["text"], SECRET, "{kept:?}");
    let cursor = ALL.replace("first: 100", &format!("after: \"{SECRET}\""));
    let refused = ask(&service, &cursor, Value::Null).await;
    assert_eq!(code(&refused), "invalid_fields", "{refused:?}");
    let refused = ask(&service, SECRET, json!({ SECRET: SECRET })).await;
    assert_eq!(code(&refused), "invalid_query", "{refused:?}");

    service.terminate();
    let (_, log) = service.stopped().await;
    assert!(log.contains("answered"), "{log}");
    assert!(!log.contains(SECRET), "{log}");
}
