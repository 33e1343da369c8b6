//! A model that waits for permission before each layer, and a way to talk to the routes.

use std::num::NonZeroUsize;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use inference::{Embedder, Error, Tokens};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use tower::ServiceExt;

use crate::serve::{Engine, Model, Settings, api, operations};

/// What a test that waits for ever waits at most.
const PATIENCE: Duration = Duration::from_secs(20);

/// Lets layers pass, or holds them.
#[derive(Debug, Clone)]
pub(crate) struct Gate(Arc<(Mutex<State>, Condvar)>);

#[derive(Debug)]
struct State {
    permits: usize,
    asked: usize,
}

impl Gate {
    /// A gate through which `permits` layers pass.
    pub(crate) fn with(permits: usize) -> Self {
        Self(Arc::new((
            Mutex::new(State { permits, asked: 0 }),
            Condvar::new(),
        )))
    }

    /// Lets that many more layers pass.
    pub(crate) fn permit(&self, permits: usize) {
        let (state, changed) = &*self.0;
        state.lock().unwrap().permits += permits;
        changed.notify_all();
    }

    pub(crate) fn open(&self) {
        self.permit(usize::MAX / 2);
    }

    /// How many layers came to the gate.
    pub(crate) fn asked(&self) -> usize {
        self.0.0.lock().unwrap().asked
    }

    /// Waits until that many layers have come.
    pub(crate) async fn reached(&self, asked: usize) {
        until(|| async { self.asked() >= asked }).await;
    }

    /// Waits for permission.
    pub(crate) fn pass(&self) {
        let (state, changed) = &*self.0;
        let mut state = state.lock().unwrap();
        state.asked += 1;
        let (mut state, _) = changed
            .wait_timeout_while(state, PATIENCE, |state| state.permits == 0)
            .unwrap();
        state.permits -= 1;
    }
}

/// Repeats a question until the answer is yes.
pub(crate) async fn until<F: Future<Output = bool>>(holds: impl Fn() -> F) {
    let asking = async {
        while !holds().await {
            sleep(Duration::from_millis(2)).await;
        }
    };
    timeout(PATIENCE, asking).await.unwrap();
}

/// The small model behind a gate.
pub(crate) struct Held {
    inner: Embedder,
    gate: Gate,
}

impl Held {
    pub(crate) fn at(gate: &Gate) -> Self {
        Self {
            inner: embedder(),
            gate: gate.clone(),
        }
    }
}

impl Model for Held {
    fn dimensions(&self) -> usize {
        self.inner.dimensions()
    }

    fn tokenize(&self, text: &str) -> Result<Tokens, Error> {
        self.inner.tokenize(text)
    }

    fn embed_while(
        &self,
        texts: &[Tokens],
        proceed: &(dyn Fn() -> bool + Sync),
    ) -> Result<Vec<Vec<f32>>, Error> {
        self.inner.embed_while(texts, || {
            self.gate.pass();
            proceed()
        })
    }
}

pub(crate) fn embedder() -> Embedder {
    let folder = tempfile::tempdir().unwrap();
    sample_model::write(folder.path()).unwrap();
    Embedder::load(folder.path(), NonZeroUsize::MIN).unwrap()
}

/// An engine of the small model whose layers wait at the gate, and all its routes.
pub(crate) fn held(gate: &Gate, queue: usize, batch_tokens: usize) -> (Engine, Router) {
    start(Held::at(gate), queue, batch_tokens)
}

pub(crate) fn start(model: impl Model, queue: usize, batch_tokens: usize) -> (Engine, Router) {
    let settings = Settings {
        name: "small/one".to_owned(),
        queue: NonZeroUsize::new(queue).unwrap(),
        batch_tokens: NonZeroUsize::new(batch_tokens).unwrap(),
    };
    let engine = Engine::start(model, settings).unwrap();
    let router = api(engine.client()).merge(operations(engine.client()));
    (engine, router)
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }
}

pub(crate) async fn get(router: &Router, path: &str) -> Answer {
    ask(router, Request::get(path).body(Body::empty()).unwrap()).await
}

pub(crate) async fn post(router: &Router, body: impl Into<Body>) -> Answer {
    let request = Request::post("/v1/embeddings")
        .header("content-type", "application/json")
        .body(body.into())
        .unwrap();
    ask(router, request).await
}

pub(crate) async fn embed(router: &Router, input: Value) -> Answer {
    post(
        router,
        json!({ "model": "small/one", "input": input }).to_string(),
    )
    .await
}

/// Begins a request over a connection of its own: its head, and a part of a body of so many bytes. Whoever drops the
/// connection has left.
pub(crate) async fn begin(router: &Router, length: usize, part: &str) -> TcpStream {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut connection = TcpStream::connect(listener.local_addr().unwrap())
        .await
        .unwrap();
    let router = router.clone();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let head = "POST /v1/embeddings HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\n";
    let request = format!("{head}content-length: {length}\r\n\r\n{part}");
    connection.write_all(request.as_bytes()).await.unwrap();
    connection
}

async fn ask(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Answer {
        status: parts.status,
        headers: parts.headers,
        text: String::from_utf8(bytes.to_vec()).unwrap(),
    }
}

/// What /metrics says of one series.
pub(crate) async fn metric(router: &Router, series: &str) -> String {
    let Answer { text, .. } = get(router, "/metrics").await;
    let mut lines = text.lines();
    let value = lines.find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    value
        .unwrap_or_else(|| panic!("{series} in {text}"))
        .to_owned()
}
