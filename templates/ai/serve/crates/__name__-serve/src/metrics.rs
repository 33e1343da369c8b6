//! What is counted, and the text format of Prometheus.

use std::fmt::{self, Write};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicU64, Ordering};

/// All counters of one engine.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    requests: [Counter; Outcome::ALL.len()],
    texts: Counter,
    tokens: Counter,
    /// Layers begun, one for each part of a batch that a thread computes.
    pub(crate) layers: Counter,
    batch_texts: Histogram<8>,
    pub(crate) seconds: Histogram<10>,
}

/// How a request ended.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Outcome {
    /// With vectors.
    Answered,
    /// As there were too many.
    Refused,
    /// By a fault of the model or its thread.
    Failed,
    /// The client left.
    Abandoned,
}

#[derive(Debug, Default)]
pub(crate) struct Counter(AtomicU64);

/// Counts by upper bounds, with the sum of all values.
#[derive(Debug)]
pub(crate) struct Histogram<const N: usize> {
    bounds: [f64; N],
    counts: [Counter; N],
    count: Counter,
    sum: Mutex<f64>,
}

/// A request under way. Dropped before it ended, it was abandoned.
pub(crate) struct Pending<'a> {
    metrics: &'a Metrics,
    outcome: Outcome,
}

impl Outcome {
    const ALL: [Self; 4] = [Self::Answered, Self::Refused, Self::Failed, Self::Abandoned];

    fn name(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Refused => "refused",
            Self::Failed => "failed",
            Self::Abandoned => "abandoned",
        }
    }
}

impl Metrics {
    pub(crate) fn pending(&self) -> Pending<'_> {
        Pending {
            metrics: self,
            outcome: Outcome::Abandoned,
        }
    }

    pub(crate) fn computed(&self, tokens: usize, texts: usize) {
        self.tokens.add(tokens as u64);
        self.texts.add(texts as u64);
        #[expect(clippy::cast_precision_loss, reason = "batches are small")]
        self.batch_texts.observe(texts as f64);
    }

    /// In the text format of Prometheus, version 0.0.4.
    pub(crate) fn render(&self, waiting: usize, arriving: usize) -> String {
        let mut out = String::new();
        // Writing into a string never fails.
        let _ = self.write(&mut out, waiting, arriving);
        out
    }

    fn write(&self, out: &mut String, waiting: usize, arriving: usize) -> fmt::Result {
        let requests = "embedding_requests_total";
        describe(
            out,
            requests,
            "counter",
            "Requests for embeddings, by how they ended.",
        )?;
        for (outcome, counter) in Outcome::ALL.iter().zip(&self.requests) {
            let outcome = outcome.name();
            writeln!(out, "{requests}{{outcome=\"{outcome}\"}} {}", counter.get())?;
        }
        let counters = [
            ("embedding_texts_total", "Texts computed.", &self.texts),
            ("embedding_tokens_total", "Tokens computed.", &self.tokens),
            (
                "embedding_layers_total",
                "Layers begun by all threads.",
                &self.layers,
            ),
        ];
        for (name, help, counter) in counters {
            describe(out, name, "counter", help)?;
            writeln!(out, "{name} {}", counter.get())?;
        }
        let gauges = [
            ("embedding_queue_requests", "Requests that wait.", waiting),
            (
                "embedding_arriving_requests",
                "Requests that are read.",
                arriving,
            ),
        ];
        for (name, help, value) in gauges {
            describe(out, name, "gauge", help)?;
            writeln!(out, "{name} {value}")?;
        }
        let name = "embedding_batch_texts";
        describe(out, name, "histogram", "Texts computed together.")?;
        self.batch_texts.write(out, name)?;
        let name = "embedding_request_seconds";
        describe(
            out,
            name,
            "histogram",
            "How long requests waited and were computed, of those that were answered.",
        )?;
        self.seconds.write(out, name)
    }
}

impl Counter {
    pub(crate) fn add(&self, count: u64) {
        self.0.fetch_add(count, Ordering::Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl<const N: usize> Histogram<N> {
    pub(crate) fn observe(&self, value: f64) {
        let bounds = self.bounds.iter().zip(&self.counts);
        for (_, counter) in bounds.filter(|(bound, _)| value <= **bound) {
            counter.add(1);
        }
        self.count.add(1);
        *self.sum.lock().unwrap_or_else(PoisonError::into_inner) += value;
    }

    fn write(&self, out: &mut String, name: &str) -> fmt::Result {
        for (bound, counter) in self.bounds.iter().zip(&self.counts) {
            writeln!(out, "{name}_bucket{{le=\"{bound}\"}} {}", counter.get())?;
        }
        let count = self.count.get();
        let sum = *self.sum.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(out, "{name}_bucket{{le=\"+Inf\"}} {count}")?;
        writeln!(out, "{name}_sum {sum}\n{name}_count {count}")
    }
}

impl Default for Histogram<8> {
    fn default() -> Self {
        Self::of([1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0])
    }
}

impl Default for Histogram<10> {
    fn default() -> Self {
        Self::of([0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0])
    }
}

impl<const N: usize> Histogram<N> {
    fn of(bounds: [f64; N]) -> Self {
        Self {
            bounds,
            counts: std::array::from_fn(|_| Counter::default()),
            count: Counter::default(),
            sum: Mutex::new(0.0),
        }
    }
}

impl Pending<'_> {
    pub(crate) fn ended(&mut self, outcome: Outcome) {
        self.outcome = outcome;
    }
}

impl Drop for Pending<'_> {
    fn drop(&mut self) {
        self.metrics.requests[self.outcome as usize].add(1);
    }
}

fn describe(out: &mut String, name: &str, kind: &str, help: &str) -> fmt::Result {
    writeln!(out, "# HELP {name} {help}\n# TYPE {name} {kind}")
}
