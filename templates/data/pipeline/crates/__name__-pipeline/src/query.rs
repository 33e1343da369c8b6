//! From a file to answers, in SQL.

use std::env;
use std::fmt;
use std::fs::File;
use std::future::poll_fn;
use std::io;
use std::num::NonZero;
use std::path::{self, Path, PathBuf};
use std::sync::Arc;
use std::thread;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::context::SQLOptions;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::prelude::{ParquetReadOptions, SessionConfig, SessionContext};
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use url::Url;

use crate::error::QueryError;

/// Less memory than this is not divided among threads: 16 MiB.
const LEAST_SHARE: usize = 16 << 20;

/// What a query may use.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes that all sorts, aggregations and joins together may hold. What does not fit goes to the disk.
    ///
    /// What passes through, batches and one row group for each thread, comes on top.
    pub memory: usize,
    /// Into how many parts a query is split at most, to be worked on at the same time, as long as each has its share of
    /// the memory: 16 MiB.
    pub threads: NonZero<usize>,
    /// Where the folder is made for what does not fit; it is removed with the [`Trades`]. It should be on a disk: what is
    /// written to a file system in memory (`tmpfs`) takes up memory that nothing here counts.
    pub spill: PathBuf,
}

impl Default for Limits {
    /// 256 MiB, all processors, the folder for temporary files, which on many systems is in memory.
    fn default() -> Self {
        Self {
            memory: 256 << 20,
            threads: thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN),
            spill: env::temp_dir(),
        }
    }
}

/// A Parquet file that can be queried.
pub struct Trades {
    context: SessionContext,
}

impl Trades {
    /// Opens the file at `path`, of which only the end is read: what columns there are, and what is known of them.
    ///
    /// # Errors
    ///
    /// [`QueryError::Io`] if it cannot be opened, [`QueryError::Format`] if it is not a Parquet file.
    pub async fn open(path: impl AsRef<Path>, limits: &Limits) -> Result<Self, QueryError> {
        let path = path.as_ref();
        let refused = |source| QueryError::Io {
            path: path.to_owned(),
            source,
        };
        let format = |source| QueryError::Format {
            path: path.to_owned(),
            source,
        };
        let url = to_url(path).map_err(refused)?;
        let file = File::open(path).map_err(refused)?;
        // DataFusion passes over files that are empty.
        ArrowReaderMetadata::load(&file, ArrowReaderOptions::default())
            .map_err(|error| format(error.into()))?;
        let runtime = RuntimeEnvBuilder::new()
            .with_memory_pool(Arc::new(FairSpillPool::new(limits.memory)))
            .with_temp_file_path(&limits.spill)
            .build_arc()
            .map_err(format)?;
        let context = SessionContext::new_with_config_rt(config(limits), runtime);
        // The name may end in anything.
        let options = ParquetReadOptions::default().file_extension("");
        context
            .register_parquet("trades", url, options)
            .await
            .map_err(format)?;
        Ok(Self { context })
    }

    /// Plans `sql`, which calls the file `trades`, and starts it.
    ///
    /// It can only ask: statements that define, write or set something are refused.
    ///
    /// # Errors
    ///
    /// [`QueryError::Sql`]; the others as [`Batches::next`].
    pub async fn query(&self, sql: &str) -> Result<Batches, QueryError> {
        let only_ask = SQLOptions::new()
            .with_allow_ddl(false)
            .with_allow_dml(false)
            .with_allow_statements(false);
        let plan = self
            .context
            .sql_with_options(sql, only_ask)
            .await
            .map_err(QueryError::Sql)?;
        let stream = plan.execute_stream().await.map_err(QueryError::run)?;
        Ok(Batches { stream })
    }
}

impl fmt::Debug for Trades {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trades").finish_non_exhaustive()
    }
}

/// The answer to a query, made as it is asked for. Dropping it ends the query.
pub struct Batches {
    stream: SendableRecordBatchStream,
}

impl Batches {
    /// The columns of the answer.
    pub fn schema(&self) -> SchemaRef {
        self.stream.schema()
    }

    /// The next rows; `None` after the last ones.
    ///
    /// # Errors
    ///
    /// [`QueryError::Exhausted`] if the limits are too narrow, [`QueryError::StorageFull`] if the disk is full,
    /// [`QueryError::Run`] if the file turns out to be damaged or a value cannot be computed. Nothing comes after that.
    pub async fn next(&mut self) -> Option<Result<RecordBatch, QueryError>> {
        let next = poll_fn(|context| self.stream.as_mut().poll_next(context)).await;
        next.map(|batch| batch.map_err(QueryError::run))
    }
}

impl fmt::Debug for Batches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batches")
            .field("schema", &self.schema())
            .finish_non_exhaustive()
    }
}

fn config(limits: &Limits) -> SessionConfig {
    let threads = limits.threads.get().min(limits.memory / LEAST_SHARE).max(1);
    let mut config = SessionConfig::new()
        .with_target_partitions(threads)
        // A sort of the whole has the memory to itself. Several at a time, each taking what it can get, would leave none to
        // merge what they have spilled.
        .with_repartition_sorts(false)
        .with_sort_spill_reservation_bytes(limits.memory / 8);
    let parquet = &mut config.options_mut().execution.parquet;
    // Rows that a predicate rejects are dropped while the file is decoded, before the other columns are.
    parquet.pushdown_filters = true;
    parquet.reorder_filters = true;
    config
}

/// As a URL, for a path might be taken for a pattern.
fn to_url(path: &Path) -> io::Result<Url> {
    let path = path::absolute(path)?;
    Url::from_file_path(path).map_err(|()| io::ErrorKind::InvalidFilename.into())
}
