//! What the engine computes with.

use inference::{Embedder, Error, Tokens};

/// A model that the engine's thread owns.
///
/// It is a trait so that tests can hold a computation where they want it; [`Embedder`] is the one to use.
pub trait Model: Send + 'static {
    /// The length of every vector.
    fn dimensions(&self) -> usize;

    /// Splits a text into tokens.
    ///
    /// # Errors
    ///
    /// When the text cannot be split.
    fn tokenize(&self, text: &str) -> Result<Tokens, Error>;

    /// A vector for each text, for as long as `proceed` says so.
    ///
    /// # Errors
    ///
    /// [`Error::Stopped`] once `proceed` has said no, and whatever goes wrong.
    fn embed_while(
        &self,
        texts: &[Tokens],
        proceed: &(dyn Fn() -> bool + Sync),
    ) -> Result<Vec<Vec<f32>>, Error>;
}

impl Model for Embedder {
    fn dimensions(&self) -> usize {
        self.dimensions()
    }

    fn tokenize(&self, text: &str) -> Result<Tokens, Error> {
        self.tokenize(text)
    }

    fn embed_while(
        &self,
        texts: &[Tokens],
        proceed: &(dyn Fn() -> bool + Sync),
    ) -> Result<Vec<Vec<f32>>, Error> {
        self.embed_while(texts, proceed)
    }
}
