//! One thread that computes, and a bounded queue before it.

use std::io;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

use crate::metrics::{Metrics, Outcome};
use crate::model::Model;
use crate::worker::{Job, Worker};

/// What can be set.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What clients call the model.
    pub name: String,
    /// How many requests may wait while others are computed, or be read; further ones are refused.
    pub queue: NonZeroUsize,
    /// How many tokens are computed together at most, though always one text. A client that leaves costs no more than
    /// what is left of one layer of these, or of splitting one text.
    pub batch_tokens: NonZeroUsize,
}

/// The thread that owns the model. Requests come through its [clients](Client).
#[derive(Debug)]
pub struct Engine {
    jobs: mpsc::Sender<Job>,
    finished: oneshot::Receiver<()>,
    shared: Arc<Shared>,
}

/// Asks an [`Engine`] for vectors. Clones ask the same one, and do not keep it open.
#[derive(Debug, Clone)]
pub struct Client {
    jobs: mpsc::WeakSender<Job>,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    name: String,
    dimensions: usize,
    /// How many requests may wait.
    queue: usize,
    /// One for each of them.
    places: Arc<Semaphore>,
    metrics: Metrics,
}

/// The vectors of a request's texts, in order.
#[derive(Debug)]
pub struct Embedded {
    /// One for each text.
    pub vectors: Vec<Vec<f32>>,
    /// How many tokens the texts had, after what was too long had been cut.
    pub tokens: usize,
}

/// Why a request was not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// As many requests wait as may.
    #[error("too many requests are waiting")]
    Full,
    /// The engine was closed, or its thread has died.
    #[error("the model is not available")]
    Closed,
    /// The model failed; the log says why.
    #[error("the model failed")]
    Failed,
}

impl Engine {
    /// Starts the thread.
    ///
    /// # Errors
    ///
    /// When the operating system refuses a thread.
    pub fn start(model: impl Model, settings: Settings) -> io::Result<Self> {
        let (jobs, queue) = mpsc::channel(settings.queue.get());
        let (running, finished) = oneshot::channel();
        let shared = Arc::new(Shared {
            name: settings.name,
            dimensions: model.dimensions(),
            queue: settings.queue.get(),
            places: Arc::new(Semaphore::new(settings.queue.get())),
            metrics: Metrics::default(),
        });
        let for_thread = Arc::clone(&shared);
        thread::Builder::new()
            .name("inference".to_owned())
            .spawn(move || {
                let metrics = &for_thread.metrics;
                Worker::new(&model, queue, settings.batch_tokens.get(), metrics).run();
                drop(running);
            })?;
        Ok(Self {
            jobs,
            finished,
            shared,
        })
    }

    /// A way to ask this engine.
    pub fn client(&self) -> Client {
        Client {
            jobs: self.jobs.downgrade(),
            shared: Arc::clone(&self.shared),
        }
    }

    /// Refuses new requests, finishes those that were accepted and whose clients still wait, and ends the thread.
    ///
    /// Dropping the engine does the same without waiting for it.
    pub async fn close(self) {
        drop(self.jobs);
        // Nothing is ever sent: the other end is dropped with the thread.
        let _ = self.finished.await;
    }
}

impl Client {
    /// The vectors of some texts. Who drops this future before its end takes back the request: it is not begun, or its
    /// computation stops at the next layer, unless others are computed with it.
    ///
    /// # Errors
    ///
    /// A [`Refusal`].
    pub async fn embed(&self, texts: Vec<String>) -> Result<Embedded, Refusal> {
        self.embed_at(self.place()?, texts).await
    }

    /// A place in the queue, for a request that is still to be read: what is being read is in memory, too.
    pub(crate) fn place(&self) -> Result<OwnedSemaphorePermit, Refusal> {
        let places = Arc::clone(&self.shared.places);
        let place = if self.is_open() {
            places.try_acquire_owned().map_err(|_| Refusal::Full)
        } else {
            Err(Refusal::Closed)
        };
        place.inspect_err(|refusal| self.metrics().pending().ended(outcome(*refusal)))
    }

    /// As [`embed`](Self::embed), at a place that was taken before.
    pub(crate) async fn embed_at(
        &self,
        place: OwnedSemaphorePermit,
        texts: Vec<String>,
    ) -> Result<Embedded, Refusal> {
        let start = Instant::now();
        let mut pending = self.metrics().pending();
        let result = self.ask(place, texts).await;
        pending.ended(match &result {
            Ok(_) => Outcome::Answered,
            Err(refusal) => outcome(*refusal),
        });
        if result.is_ok() {
            let seconds = start.elapsed().as_secs_f64();
            self.metrics().seconds.observe(seconds);
        }
        result
    }

    async fn ask(
        &self,
        place: OwnedSemaphorePermit,
        texts: Vec<String>,
    ) -> Result<Embedded, Refusal> {
        let (answer, answered) = oneshot::channel();
        let jobs = self.jobs.upgrade().ok_or(Refusal::Closed)?;
        let job = Job {
            texts,
            answer,
            place,
        };
        jobs.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => Refusal::Full,
            TrySendError::Closed(_) => Refusal::Closed,
        })?;
        drop(jobs);
        answered.await.unwrap_or(Err(Refusal::Closed))
    }

    /// What clients call the model.
    pub fn name(&self) -> &str {
        &self.shared.name
    }

    /// The length of every vector.
    pub fn dimensions(&self) -> usize {
        self.shared.dimensions
    }

    /// Whether requests are taken.
    pub fn is_open(&self) -> bool {
        self.jobs.upgrade().is_some_and(|jobs| !jobs.is_closed())
    }

    /// How many requests wait in the queue.
    pub(crate) fn waiting(&self) -> usize {
        let jobs = self.jobs.upgrade();
        jobs.map_or(0, |jobs| jobs.max_capacity() - jobs.capacity())
    }

    /// How many requests have a place in the queue and are still read.
    pub(crate) fn arriving(&self) -> usize {
        let taken = self.shared.queue - self.shared.places.available_permits();
        taken.saturating_sub(self.waiting())
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.shared.metrics
    }
}

fn outcome(refusal: Refusal) -> Outcome {
    match refusal {
        Refusal::Full => Outcome::Refused,
        Refusal::Closed | Refusal::Failed => Outcome::Failed,
    }
}
