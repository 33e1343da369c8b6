//! What can go wrong.

#[cfg(test)]
mod tests;

use std::error::Error;
use std::io;
use std::iter;
use std::path::{Path, PathBuf};

use arrow::error::ArrowError;
use datafusion::error::DataFusionError;
use parquet::errors::ParquetError;

/// Why there is no Parquet file. What was at its path before is there still, unless only the flush of its folder failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConvertError {
    /// The operating system refused.
    #[error("cannot {action} {}", path.display())]
    Io {
        /// What was attempted, as a verb: "create", "store", "replace", "store the name of".
        action: &'static str,
        /// The file that was to be.
        path: PathBuf,
        /// The answer of the operating system.
        source: io::Error,
    },
    /// The columns could not be encoded, or what was encoded could not be written.
    #[error("cannot write {}", path.display())]
    Parquet {
        /// The file that was to be.
        path: PathBuf,
        /// What the writer says.
        source: ParquetError,
    },
    /// The file would take the place of the archive that it is made from.
    #[error("{} is the archive itself", path.display())]
    ArchiveItself {
        /// The file that was to be.
        path: PathBuf,
    },
    /// The caller stopped the conversion.
    #[error("stopped before {} was complete", path.display())]
    Stopped {
        /// The file that was to be.
        path: PathBuf,
    },
}

impl ConvertError {
    /// For `map_err`: the path is copied only when there is an error.
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io {
            action,
            path: path.to_owned(),
            source,
        }
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// The file cannot be opened.
    #[error("cannot open {}", path.display())]
    Io {
        /// The Parquet file.
        path: PathBuf,
        /// The answer of the operating system.
        source: io::Error,
    },
    /// The file is no Parquet.
    #[error("{} cannot be read as Parquet", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// What the reader says.
        source: DataFusionError,
    },
    /// It is no SQL, or it names what is not there, or it does more than ask: a mistake of whoever wrote it.
    #[error("the query is not understood")]
    Sql(#[source] DataFusionError),
    /// There is too much that has to be held in memory at the same time and cannot be spilled, or more is spilled than the
    /// engine allows.
    #[error("the query needs more than it may have")]
    Exhausted(#[source] DataFusionError),
    /// There is no room left, or no more allowed, where that goes which does not fit into memory.
    #[error("there is no room for what the query cannot hold in memory")]
    StorageFull(#[source] DataFusionError),
    /// The query failed while it ran.
    #[error("the query failed")]
    Run(#[source] DataFusionError),
}

impl QueryError {
    pub(crate) fn run(source: DataFusionError) -> Self {
        match source.find_root() {
            DataFusionError::ResourcesExhausted(_) => Self::Exhausted(source),
            _ if is_storage_full(&source) => Self::StorageFull(source),
            _ => Self::Run(source),
        }
    }
}

fn is_storage_full(error: &(dyn Error + 'static)) -> bool {
    iter::successors(Some(error), |&error| error.source())
        .filter_map(|error| error.downcast_ref::<io::Error>())
        .any(|error| {
            use io::ErrorKind::{QuotaExceeded, StorageFull};
            matches!(error.kind(), StorageFull | QuotaExceeded)
        })
}

/// Why an answer is not written, or not all of it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CsvError {
    /// There is no more of the answer.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// A column has no form as text: it holds lists or structures.
    #[error("the answer cannot be written as CSV")]
    Encode(#[source] ArrowError),
    /// Whoever reads the answer does not take it, or not any more.
    #[error("the answer cannot be written")]
    Write(#[source] io::Error),
}
