//! From texts to vectors.

use std::fmt;
use std::num::NonZeroUsize;
use std::path::Path;

use rayon::ThreadPool;
use rayon::prelude::*;

use crate::bert::Bert;
use crate::config::Config;
use crate::error::Error;
use crate::pooling::{Kind, Pooling};
use crate::tokenizer::{Tokenizer, Tokens};
use crate::weights::Weights;

/// As many tokens go through the network at once as keep what is between layers in a core's cache.
const CHUNK: usize = 512;

/// A model that makes a vector of a text, such that texts of similar meaning have vectors of similar direction.
pub struct Embedder {
    tokenizer: Tokenizer,
    bert: Bert,
    pooling: Pooling,
    dimensions: usize,
    threads: ThreadPool,
}

impl Embedder {
    /// Loads a folder as sentence-transformers keeps it, to be computed by `threads` threads of its own.
    ///
    /// # Errors
    ///
    /// [`Error::Model`] names the file and what is wrong with it. Whatever the files hold, no more memory is asked for than
    /// the sizes of those files justify.
    pub fn load(folder: impl AsRef<Path>, threads: NonZeroUsize) -> Result<Self, Error> {
        let folder = folder.as_ref();
        let config = Config::load(folder)?;
        let pooling = Pooling::load(folder, &config)?;
        let tokenizer = Tokenizer::load(folder, config.vocabulary, pooling.max_tokens)?;
        let bert = Weights::read(folder, |weights| Bert::load(weights, &config))?;
        let threads = rayon::ThreadPoolBuilder::new()
            .num_threads(threads.get())
            .thread_name(|index| format!("embedder-{index}"))
            .build()
            .map_err(Error::Threads)?;
        Ok(Self {
            tokenizer,
            bert,
            pooling,
            dimensions: config.hidden,
            threads,
        })
    }

    /// The length of every vector.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// The most tokens that a text can have; of a longer one the rest is left out.
    pub fn max_tokens(&self) -> usize {
        self.pooling.max_tokens
    }

    /// Splits a text into tokens. Of one with over 201 characters for each that it can have, no more is looked at.
    ///
    /// # Errors
    ///
    /// [`Error::Tokenize`].
    pub fn tokenize(&self, text: &str) -> Result<Tokens, Error> {
        self.tokenizer.tokenize(text)
    }

    /// A vector for each text, in order.
    ///
    /// # Errors
    ///
    /// [`Error::ForeignTokens`], if another embedder made them; [`Error::NotFinite`] and [`Error::Compute`], the fault of
    /// the model.
    pub fn embed(&self, texts: &[Tokens]) -> Result<Vec<Vec<f32>>, Error> {
        self.embed_while(texts, || true)
    }

    /// As [`embed`](Self::embed), for as long as `proceed` says so: every thread asks before each layer.
    ///
    /// # Errors
    ///
    /// As `embed`, and [`Error::Stopped`] once `proceed` has said no.
    pub fn embed_while(
        &self,
        texts: &[Tokens],
        proceed: impl Fn() -> bool + Sync,
    ) -> Result<Vec<Vec<f32>>, Error> {
        let chunks = self.split(texts);
        divide_products(chunks.len() < self.threads.current_num_threads());
        let vectors: Vec<Vec<Vec<f32>>> = self.threads.install(|| {
            chunks
                .into_par_iter()
                .map(|chunk| self.compute(chunk, &proceed))
                .collect::<Result<_, _>>()
        })?;
        Ok(vectors.into_iter().flatten().collect())
    }

    /// Runs of texts with an equal share of the tokens for every thread, and no more than a chunk.
    fn split<'a>(&self, texts: &'a [Tokens]) -> Vec<&'a [Tokens]> {
        let threads = self.threads.current_num_threads();
        let tokens: usize = texts.iter().map(|text| text.ids().len()).sum();
        let turns = tokens.div_ceil(CHUNK * threads).max(1);
        let share = tokens.div_ceil(turns * threads);
        let mut chunks = Vec::new();
        let mut rest = texts;
        while !rest.is_empty() {
            let mut sum = 0;
            let fitting = rest.iter().take_while(|text| {
                let fits = sum < share;
                sum += text.ids().len();
                fits
            });
            let (chunk, others) = rest.split_at(fitting.count());
            chunks.push(chunk);
            rest = others;
        }
        chunks
    }

    fn compute(
        &self,
        texts: &[Tokens],
        proceed: &(impl Fn() -> bool + Sync),
    ) -> Result<Vec<Vec<f32>>, Error> {
        let rows = self.bert.forward(texts, proceed)?;
        let mut rows = rows.as_slice();
        texts
            .iter()
            .map(|text| {
                let (own, others) = rows.split_at(text.ids().len() * self.dimensions);
                rows = others;
                self.pool(own)
            })
            .collect()
    }

    /// One vector of the vectors of a text's tokens.
    fn pool(&self, rows: &[f32]) -> Result<Vec<f32>, Error> {
        let (first, others) = rows.split_at(self.dimensions);
        let mut vector = first.to_vec();
        if self.pooling.kind == Kind::Mean {
            for row in others.chunks_exact(self.dimensions) {
                for (sum, value) in vector.iter_mut().zip(row) {
                    *sum += value;
                }
            }
            #[expect(clippy::cast_precision_loss, reason = "texts are short")]
            let count = (rows.len() / self.dimensions) as f32;
            for sum in &mut vector {
                *sum /= count;
            }
        }
        let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
        if !length.is_finite() {
            return Err(Error::NotFinite);
        }
        if self.pooling.normalize && length > 0.0 {
            for value in &mut vector {
                *value /= length;
            }
        }
        Ok(vector)
    }
}

/// Whether several threads share a matrix product. Where each has texts of its own they do not: every one of them would
/// arrange the same weights anew. This holds for the whole process, and decides about speed alone.
fn divide_products(divide: bool) {
    gemm::set_threading_threshold(if divide {
        gemm::DEFAULT_THREADING_THRESHOLD
    } else {
        usize::MAX
    });
}

impl fmt::Debug for Embedder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Embedder")
            .field("dimensions", &self.dimensions)
            .field("pooling", &self.pooling)
            .finish_non_exhaustive()
    }
}
