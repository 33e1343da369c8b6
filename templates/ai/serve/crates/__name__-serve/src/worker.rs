//! What the thread does: it puts together what waits, computes it, and hands out the vectors.

use std::collections::VecDeque;
use std::ops::Range;

use inference::{Error, Tokens};
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot};

use crate::engine::{Embedded, Refusal};
use crate::metrics::Metrics;
use crate::model::Model;

/// A request in the queue.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) texts: Vec<String>,
    pub(crate) answer: oneshot::Sender<Result<Embedded, Refusal>>,
    /// Free for another request as soon as this one is begun.
    pub(crate) place: OwnedSemaphorePermit,
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
        let Job {
            texts,
            answer,
            place,
        } = job;
        drop(place);
        let mut waiting = VecDeque::with_capacity(texts.len());
        for text in &texts {
            if answer.is_closed() {
                return;
            }
            match self.model.tokenize(text) {
                Ok(tokens) => waiting.push_back(tokens),
                Err(error) => return fail(answer, &error),
            }
        }
        self.open.push_back(Open {
            done: Embedded {
                vectors: Vec::with_capacity(waiting.len()),
                tokens: waiting.iter().map(length).sum(),
            },
            waiting,
            answer,
        });
    }

    /// The next texts, and how many of them are from each of the first requests.
    fn take_batch(&mut self) -> (Vec<Tokens>, Vec<usize>) {
        let mut batch = Vec::new();
        let mut shares = Vec::new();
        let mut room = self.batch_tokens;
        for request in &mut self.open {
            let before = batch.len();
            while let Some(text) = request.waiting.pop_front_if(|text| length(text) <= room) {
                room -= length(&text);
                batch.push(text);
            }
            let share = batch.len() - before;
            let is_whole = request.waiting.is_empty();
            if share > 0 || is_whole {
                shares.push(share);
            }
            if !is_whole {
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

    /// Computes a batch and gives each request its share. What fails for several is computed again for each alone: the
    /// fault can be one text's.
    fn compute(&mut self, batch: &[Tokens], shares: &[usize]) {
        match self.embed(batch, 0..shares.len()) {
            Ok(vectors) => {
                let mut vectors = vectors.into_iter();
                for (request, share) in self.open.iter_mut().zip(shares) {
                    request.done.vectors.extend(vectors.by_ref().take(*share));
                }
            }
            // All of them have left; the next look at the requests drops them.
            Err(Error::Stopped) => {}
            Err(error) if shares.len() == 1 => self.fail(0, &error),
            Err(_) => self.compute_apart(batch, shares),
        }
    }

    fn compute_apart(&mut self, batch: &[Tokens], shares: &[usize]) {
        let mut end = batch.len();
        // From the back: who fails is taken out, and those before stay where they are.
        for (index, share) in shares.iter().enumerate().rev() {
            let own = &batch[end - share..end];
            end -= share;
            match self.embed(own, index..index + 1) {
                Ok(vectors) => self.open[index].done.vectors.extend(vectors),
                Err(Error::Stopped) => {}
                Err(error) => self.fail(index, &error),
            }
        }
    }

    /// The vectors of texts, for as long as one of these requests is waited for.
    fn embed(&self, texts: &[Tokens], asking: Range<usize>) -> Result<Vec<Vec<f32>>, Error> {
        let asking = self.open.range(asking);
        let asking: Vec<_> = asking.map(|request| &request.answer).collect();
        let proceed = || {
            let wanted = asking.iter().any(|answer| !answer.is_closed());
            if wanted {
                self.metrics.layers.add(1);
            }
            wanted
        };
        let vectors = self.model.embed_while(texts, &proceed)?;
        self.metrics
            .computed(texts.iter().map(length).sum(), texts.len());
        Ok(vectors)
    }

    fn fail(&mut self, index: usize, error: &Error) {
        if let Some(request) = self.open.remove(index) {
            fail(request.answer, error);
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
