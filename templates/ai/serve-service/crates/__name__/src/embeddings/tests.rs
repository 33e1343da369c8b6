use std::num::NonZeroUsize;
use std::time::Duration;

use inference::{Error, Tokens};
use serve::Model;
use tokio::time::sleep;

use super::{Engine, Readiness, WithModel};

#[derive(Clone)]
struct Ready(bool);

impl Readiness for Ready {
    async fn is_ready(&self) -> bool {
        self.0
    }
}

/// A model that panics whatever it is asked.
struct Dying;

impl Model for Dying {
    fn dimensions(&self) -> usize {
        1
    }

    fn tokenize(&self, _: &str) -> Result<Tokens, Error> {
        panic!("on purpose")
    }

    fn embed_while(
        &self,
        _: &[Tokens],
        _: &(dyn Fn() -> bool + Sync),
    ) -> Result<Vec<Vec<f32>>, Error> {
        panic!("on purpose")
    }
}

#[tokio::test]
async fn when_the_model_dies_the_service_is_not_ready_any_more() {
    let settings = serve::Settings {
        name: "dying".to_owned(),
        queue: NonZeroUsize::MIN,
        batch_tokens: NonZeroUsize::MIN,
    };
    let engine = Engine::start(Dying, settings).unwrap();
    let client = engine.client();
    let ready = WithModel(Ready(true), Some(client.clone()));
    assert!(ready.is_ready().await);
    client.embed(vec!["a".to_owned()]).await.unwrap_err();
    // Its thread tells first who waited, and then it ends.
    while ready.is_ready().await {
        sleep(Duration::from_millis(1)).await;
    }
}

#[tokio::test]
async fn what_stands_behind_the_model_is_asked_too() {
    for ready in [true, false] {
        let without = WithModel(Ready(ready), None);
        assert_eq!(without.is_ready().await, ready);
    }
}
