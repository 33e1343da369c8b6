//! What can go wrong, and in which file.

use std::io;
use std::path::{Path, PathBuf};

/// Why a model could not be loaded, or a text not be embedded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file of the model is unreadable, broken, or asks for what this crate does not do.
    #[error("{}", path.display())]
    Model {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: Problem,
    },
    /// The worker threads could not be started.
    #[error("cannot start the worker threads")]
    Threads(#[source] rayon::ThreadPoolBuildError),
    /// A text could not be split into tokens.
    #[error("the text cannot be tokenised")]
    Tokenize(#[source] tokenizers::Error),
    /// The tokens have numbers or a length that this model does not know.
    #[error("the tokens are those of another model")]
    ForeignTokens,
    /// Whoever asked said that the result is no longer wanted.
    #[error("stopped before the end")]
    Stopped,
    /// The weights are such that a result is no number.
    #[error("the model computes values that are not finite")]
    NotFinite,
    /// Candle refused an operation.
    #[error("a tensor operation failed")]
    Compute(#[from] candle_core::Error),
}

/// What is wrong with a file of a model.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The operating system refused.
    #[error("cannot be read")]
    Io(#[from] io::Error),
    /// There is a folder, a device or a pipe of that name.
    #[error("is not a regular file")]
    NotAFile,
    /// The file is larger than such a file can be; it was not read.
    #[error("has {found} bytes, over the limit of {limit}")]
    TooLarge {
        /// Its size in bytes.
        found: u64,
        /// The largest size in bytes that is read.
        limit: u64,
    },
    /// The file is no JSON, or a field is missing or of another type.
    #[error("is not the JSON that is expected")]
    Json(#[from] serde_json::Error),
    /// A field has a value that is impossible or not supported.
    #[error("`{field}` is {found}, but must be {expected}")]
    Field {
        /// The field.
        field: &'static str,
        /// Its value.
        found: String,
        /// What it may be.
        expected: String,
    },
    /// The tokeniser's description is broken, or describes another kind than `WordPiece` as BERT uses it.
    #[error("is not a WordPiece tokeniser as BERT uses it")]
    Tokenizer(#[source] tokenizers::Error),
    /// The file of weights is cut short, or its header does not describe it.
    #[error("is not a whole safetensors file: {0}")]
    Weights(String),
    /// Candle refused an operation while the weights were arranged.
    #[error("its weights cannot be arranged")]
    Compute(#[from] candle_core::Error),
    /// A tensor is missing, or is not what `config.json` says.
    #[error("tensor `{tensor}` {what}")]
    Tensor {
        /// Its name.
        tensor: String,
        /// What is wrong with it.
        what: String,
    },
}

impl Problem {
    pub(crate) fn in_file(self, path: &Path) -> Error {
        Error::Model {
            path: path.to_owned(),
            source: self,
        }
    }

    pub(crate) fn field(
        field: &'static str,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> Self {
        Self::Field {
            field,
            found: found.into(),
            expected: expected.into(),
        }
    }

    pub(crate) fn tensor(tensor: &str, what: impl Into<String>) -> Self {
        Self::Tensor {
            tensor: tensor.to_owned(),
            what: what.into(),
        }
    }
}
