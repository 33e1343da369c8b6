//! From columns to a file of them.

use std::fs::File;
use std::io;
use std::ops::ControlFlow;
use std::path::Path;

use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding};
use parquet::errors::ParquetError;
use parquet::file::metadata::SortingColumn;
use parquet::file::properties::WriterProperties;
use records::Archive;
use tempfile::NamedTempFile;

use crate::columns::{BATCH_ROWS, batches, schema};
use crate::error::ConvertError;

/// How many trades a row group holds; the last one holds what is left.
///
/// A row group is buffered until it is complete, and read as a whole: its size bounds the memory of writers and readers.
/// Its statistics say what is in it, so that it need not be read at all: the smaller, the more can be left out.
pub const ROW_GROUP_ROWS: usize = 16 * BATCH_ROWS;

/// How far a conversion is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Trades that are converted.
    pub done: u64,
    /// Trades in the archive.
    pub total: u64,
}

/// Writes all trades of `archive` into a Parquet file at `path`, in memory that does not grow with the archive.
///
/// After each batch `watch` is told how far it is, and can stop it. The file gets its name when it is whole and stored:
/// before that, or after an error, there is at `path` what was there before. Only a process that is killed leaves a
/// file behind, whose name ends in `.partial`.
///
/// # Errors
///
/// [`ConvertError::ArchiveItself`] if `path` leads to the archive; [`ConvertError::Stopped`] when `watch` breaks;
/// [`ConvertError::Io`], [`ConvertError::Parquet`] when the file cannot be written.
pub fn convert(
    archive: &Archive,
    path: impl AsRef<Path>,
    watch: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<(), ConvertError> {
    let path = path.as_ref();
    if are_the_same(archive.path(), path) {
        return Err(ConvertError::ArchiveItself {
            path: path.to_owned(),
        });
    }
    let partial = create_beside(path).map_err(ConvertError::io("create", path))?;
    let written =
        write(archive, partial.as_file(), watch).map_err(|source| ConvertError::Parquet {
            path: path.to_owned(),
            source,
        })?;
    if written.is_break() {
        return Err(ConvertError::Stopped {
            path: path.to_owned(),
        });
    }
    // The name must not reach the storage before what it stands for.
    let stored = partial.as_file().sync_all();
    stored.map_err(ConvertError::io("store", path))?;
    let replaced = partial.persist(path).map_err(|refused| refused.error);
    replaced.map_err(ConvertError::io("replace", path))?;
    sync_folder(path).map_err(ConvertError::io("store the name of", path))
}

/// A writer would go on with an archive that was replaced, and nobody would find it.
fn are_the_same(archive: &Path, path: &Path) -> bool {
    let [archive, path] = [archive, path].map(Path::canonicalize);
    archive.is_ok_and(|archive| path.is_ok_and(|path| path == archive))
}

fn write(
    archive: &Archive,
    file: &File,
    watch: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<ControlFlow<()>, ParquetError> {
    let mut writer = ArrowWriter::try_new(file, schema(), Some(properties(archive)))?;
    let mut progress = Progress {
        done: 0,
        total: archive.len(),
    };
    for batch in batches(archive) {
        let batch = batch?;
        writer.write(&batch)?;
        progress.done += batch.num_rows() as u64;
        if watch(progress).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    writer.close()?;
    Ok(ControlFlow::Continue(()))
}

/// How the columns are encoded.
///
/// Ids and times grow by little from row to row, and are stored as differences. The texts are few, and stored as numbers
/// into a dictionary; for numbers that hardly ever repeat, one would only take up time and memory.
fn properties(archive: &Archive) -> WriterProperties {
    let mut builder = WriterProperties::builder()
        .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
        .set_compression(Compression::SNAPPY)
        .set_dictionary_enabled(false)
        .set_sorting_columns(order(archive));
    for column in ["id", "executed_at"] {
        builder = builder.set_column_encoding(column.into(), Encoding::DELTA_BINARY_PACKED);
    }
    for column in ["symbol", "side"] {
        builder = builder.set_column_dictionary_enabled(column.into(), true);
    }
    builder.build()
}

/// What the file may say of the order of its rows, looked up in place: in a fraction of the time that copying takes.
fn order(archive: &Archive) -> Option<Vec<SortingColumn>> {
    let times = archive.trades().map(|trade| trade.executed_at.to_native());
    let column_idx = i32::try_from(schema().index_of("executed_at").ok()?).ok()?;
    times.is_sorted().then(|| {
        vec![SortingColumn {
            column_idx,
            descending: false,
            nulls_first: false,
        }]
    })
}

/// A file in the folder of `path`, so that it can be renamed to it, which is removed unless it is.
fn create_beside(path: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.suffix(".partial");
    // By default only the owner may read what is temporary; this file will not be.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder(path))
}

/// A new name is on stable storage when its folder is.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(folder(path))?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

fn folder(path: &Path) -> &Path {
    let folder = path.parent().filter(|path| !path.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}
