//! What the thread does: it puts together what waits, computes it, and hands out the vectors.

use std::collections::VecDeque;

use inference::{Error, Tokens};
use tokio::sync::{mpsc, oneshot};

use crate::engine::{Embedded, Refusal};
use crate::metrics::Metrics;
use crate::model::Model;

/// A request in the queue.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) texts: Vec<String>,
    pub(crate) answer: oneshot::Sender<Result<Embedded, Refusal>>,
}

/// A request of which some texts are still to be computed.
struct Open {
    waiting: VecDeque<Tokens>,
    done: Embedded,
    answer: oneshot::Sender<Result<Embedded, Refusal>>,
}

pub(crate) struct Worker<'a, M> {
    model: &'a M,
    queue: mpsc::Receiver<Job>,
    batch_tokens: usize,
    metrics: &'a Metrics,
    /// In order of arrival.
    open: VecDeque<Open>,
}

impl<'a, M: Model> Worker<'a, M> {
    pub(crate) fn new(
        model: &'a M,
        queue: mpsc::Receiver<Job>,
        batch_tokens: usize,
        metrics: &'a Metrics,
    ) -> Self {
        Self {
            model,
            queue,
            batch_tokens,
            metrics,
            open: VecDeque::new(),
        }
    }

    /// Works until the queue is closed and empty.
    pub(crate) fn run(mut self) {
        while self.fill() {
            let (batch, shares) = self.take_batch();
            self.compute(&batch, &shares);
            self.answer();
        }
    }

    /// Takes requests from the queue until they make a batch or none waits; waits for the first. False when there will be
    /// none any more.
    fn fill(&mut self) -> bool {
        loop {
            self.open.retain(|request| !request.answer.is_closed());
            let tokens: usize = self
                .open
                .iter()
                .flat_map(|request| &request.waiting)
                .map(length)
                .sum();
            if tokens >= self.batch_tokens {
                return true;
            }
            let next = if self.open.is_empty() {
                self.queue.blocking_recv()
            } else {
                self.queue.try_recv().ok()
            };
            match next {
                Some(job) => self.open(job),
                None => return !self.open.is_empty(),
            }
        }
    }

    fn open(&mut self, job: Job) {
        let Job { texts, answer } = job;
        if answer.is_closed() {
            return;
        }
        let tokens = texts.iter().map(|text| self.model.tokenize(text));
        match tokens.collect::<Result<VecDeque<_>, Error>>() {
            Ok(waiting) => self.open.push_back(Open {
                done: Embedded {
                    vectors: Vec::with_capacity(waiting.len()),
                    tokens: waiting.iter().map(length).sum(),
                },
                waiting,
                answer,
            }),
            Err(error) => fail(answer, &error),
        }
    }

    /// The next texts, and how many of them each of the first requests has.
    fn take_batch(&mut self) -> (Vec<Tokens>, Vec<usize>) {
        let mut batch = Vec::new();
        let mut shares = Vec::new();
        let mut room = self.batch_tokens;
        for request in &mut self.open {
            let before = batch.len();
            while let Some(text) = request.waiting.pop_front() {
                let Some(left) = room.checked_sub(length(&text)) else {
                    request.waiting.push_front(text);
                    break;
                };
                room = left;
                batch.push(text);
            }
            shares.push(batch.len() - before);
            if !request.waiting.is_empty() {
                break;
            }
        }
        // A text that is longer than a batch is one of its own.
        if batch.is_empty()
            && let Some(text) = self
                .open
                .front_mut()
                .and_then(|request| request.waiting.pop_front())
        {
            batch.push(text);
            shares = vec![1];
        }
        (batch, shares)
    }

    fn compute(&mut self, batch: &[Tokens], shares: &[usize]) {
        let asking = self.open.iter().take(shares.len());
        let asking: Vec<_> = asking.map(|request| &request.answer).collect();
        let proceed = || {
            let wanted = asking.iter().any(|answer| !answer.is_closed());
            if wanted {
                self.metrics.layers.add(1);
            }
            wanted
        };
        match self.model.embed_while(batch, &proceed) {
            Ok(vectors) => {
                self.metrics
                    .computed(batch.iter().map(length).sum(), batch.len());
                let mut vectors = vectors.into_iter();
                for (request, share) in self.open.iter_mut().zip(shares) {
                    request.done.vectors.extend(vectors.by_ref().take(*share));
                }
            }
            // All of them have left; the next look at the requests drops them.
            Err(Error::Stopped) => {}
            Err(error) => {
                for request in self.open.drain(..shares.len()) {
                    fail(request.answer, &error);
                }
            }
        }
    }

    /// Answers the requests of which nothing is left to compute.
    fn answer(&mut self) {
        while let Some(request) = self.open.pop_front_if(|request| request.waiting.is_empty()) {
            // Who has left gets nothing.
            let _ = request.answer.send(Ok(request.done));
        }
    }
}

fn length(text: &Tokens) -> usize {
    text.ids().len()
}

fn fail(answer: oneshot::Sender<Result<Embedded, Refusal>>, error: &Error) {
    tracing::error!(error = error as &dyn std::error::Error, "the model failed");
    let _ = answer.send(Err(Refusal::Failed));
}
