//! Writing, and recovery after a crash.

#[cfg(test)]
mod tests;

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::mem;
use std::path::{Path, PathBuf};

use rkyv::api::high::to_bytes_in;
use rkyv::rancor;
use rkyv::util::AlignedVec;

use crate::archive::committed;
use crate::error::Error;
use crate::format::{ALIGNMENT, Commit, HEAD, Head, IDENTITY, Identity, MAX_BLOCK_BYTES};
use crate::trade::{ArchivedTrade, Batch, Trade};

/// The only writer of an archive.
///
/// It has a lock on the file itself, whatever names lead to it, which refuses a second one. The operating system releases it
/// when the writer is dropped or the process ends, however it ends. Readers do not ask for it.
pub struct Writer {
    path: PathBuf,
    file: File,
    commit: Commit,
    discarded: u64,
    buffer: AlignedVec<ALIGNMENT>,
    poisoned: bool,
}

impl Writer {
    /// Makes an empty archive. After a crash, either it is there whole or it is not there.
    ///
    /// Only a process that ends meanwhile leaves another file behind, whose name ends in `.new`.
    ///
    /// # Errors
    ///
    /// [`Error::Exists`], [`Error::Io`].
    pub fn create(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let file = create_empty(path).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Error::Exists {
                path: path.to_owned(),
            },
            _ => Error::io("create", path)(error),
        })?;
        Ok(Self::new(path.to_owned(), file, Commit::EMPTY, 0))
    }

    /// Opens an archive to append to it, and recovers from a crash: what an interrupted append left behind the committed
    /// blocks is cut off, and nothing else.
    ///
    /// Validates every byte once, as [`Archive::open`](crate::Archive::open) does, but maps nothing and holds a block at a
    /// time.
    ///
    /// # Errors
    ///
    /// [`Error::Locked`], and whatever [`Archive::open`](crate::Archive::open) refuses: a damaged archive is left as it is.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let file = open_locked(OpenOptions::new().read(true).write(true), path);
        let mut file = file.map_err(|error| match error.kind() {
            io::ErrorKind::WouldBlock => Error::Locked {
                path: path.to_owned(),
            },
            _ => Error::io("open", path)(error),
        })?;
        let commit = committed(&file, path)?;
        let discarded = recover(&mut file, commit).map_err(Error::io("recover", path))?;
        Ok(Self::new(path.to_owned(), file, commit, discarded))
    }

    fn new(path: PathBuf, file: File, commit: Commit, discarded: u64) -> Self {
        let buffer = AlignedVec::new();
        Self {
            path,
            file,
            commit,
            discarded,
            buffer,
            poisoned: false,
        }
    }

    /// Appends `trades` as one block: all of them or, after a crash, none.
    ///
    /// When this returns `Ok`, the trades are on stable storage. That takes two flushes, so appending many at once is
    /// cheaper by far; some thousand make a block that fits a cache and costs a reader nothing. No trades, no block.
    ///
    /// # Errors
    ///
    /// [`Error::TooLarge`] and [`Error::Archive`] leave the archive as it was. After [`Error::Io`] it is not known what
    /// has reached the storage, and a failed flush must not be tried again: any further append is [`Error::Poisoned`]
    /// until the archive is opened anew.
    pub fn append(&mut self, trades: &[Trade]) -> Result<(), Error> {
        if self.poisoned {
            return Err(Error::Poisoned {
                path: self.path.clone(),
            });
        }
        if trades.is_empty() {
            return Ok(());
        }
        let commit = self.encode(trades)?;
        self.poisoned = true;
        store(&mut self.file, &self.buffer, self.commit.end, commit)
            .map_err(Error::io("append to", &self.path))?;
        self.poisoned = false;
        self.commit = commit;
        Ok(())
    }

    /// The number of trades that are committed.
    pub fn len(&self) -> u64 {
        self.commit.trades
    }

    /// Whether no trade is committed.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many bytes of an interrupted append were cut off when the archive was opened.
    pub fn discarded_bytes(&self) -> u64 {
        self.discarded
    }

    /// Makes the block in `buffer`; what will be committed with it.
    fn encode(&mut self, trades: &[Trade]) -> Result<Commit, Error> {
        let bound = upper_bound(trades);
        let (Ok(count), true) = (u32::try_from(trades.len()), bound <= MAX_BLOCK_BYTES) else {
            return Err(Error::TooLarge { bytes: bound });
        };
        let mut block = mem::take(&mut self.buffer);
        block.clear();
        block.resize(HEAD, 0);
        let mut block =
            to_bytes_in::<_, rancor::Error>(&Batch { trades }, block).map_err(Error::Archive)?;
        let length = u32::try_from(block.len() - HEAD)
            .map_err(|_| Error::TooLarge { bytes: block.len() })?;
        block.resize(block.len().next_multiple_of(ALIGNMENT), 0);
        Head {
            length,
            trades: count,
        }
        .write(&mut block, self.commit);
        self.buffer = block;
        Ok(self.commit.and_block(self.buffer.len(), count))
    }
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer")
            .field("path", &self.path)
            .field("commit", &self.commit)
            .finish_non_exhaustive()
    }
}

/// How many bytes a block can take: every symbol outside of its record and padded.
fn upper_bound(trades: &[Trade]) -> usize {
    let record = size_of::<ArchivedTrade>() + ALIGNMENT;
    let symbols: usize = trades.iter().map(|trade| trade.symbol.len()).sum();
    trades.len() * record + symbols + ALIGNMENT
}

/// Opens a file for its only writer. [`io::ErrorKind::WouldBlock`] if it has one already.
#[cfg(not(windows))]
fn open_locked(options: &OpenOptions, path: &Path) -> io::Result<File> {
    let file = options.open(path)?;
    file.try_lock()?;
    Ok(file)
}

/// Opens a file for its only writer. [`io::ErrorKind::WouldBlock`] if it has one already.
///
/// Here a lock would stop readers too. Instead nobody else may open the file to write to it.
#[cfg(windows)]
fn open_locked(options: &OpenOptions, path: &Path) -> io::Result<File> {
    use std::os::windows::fs::OpenOptionsExt;

    const FILE_SHARE_READ_DELETE: u32 = 1 | 4;
    const ERROR_SHARING_VIOLATION: i32 = 32;
    let mut options = options.clone();
    let file = options.share_mode(FILE_SHARE_READ_DELETE).open(path);
    file.map_err(|error| match error.raw_os_error() {
        Some(ERROR_SHARING_VIOLATION) => io::ErrorKind::WouldBlock.into(),
        _ => error,
    })
}

/// The file gets its name when it is whole, stored and locked, and takes it from no other file. It is removed on an error.
fn create_empty(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create_new(true);
    let mut new = tempfile::Builder::new()
        .suffix(".new")
        .make_in(folder(path), |path| open_locked(&options, path))?;
    let file = new.as_file_mut();
    file.write_all(&Identity::encode())?;
    file.write_all(&Commit::EMPTY.encode())?;
    file.sync_all()?;
    let file = new.persist_noclobber(path)?;
    sync_directory(path)?;
    Ok(file)
}

fn folder(path: &Path) -> &Path {
    let folder = path.parent().filter(|path| !path.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// A new name is on stable storage when its directory is.
#[cfg(unix)]
fn sync_directory(path: &Path) -> io::Result<()> {
    File::open(folder(path))?.sync_all()
}

#[cfg(not(unix))]
fn sync_directory(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Cuts off what is behind the committed blocks, then renews the commit record, which may be torn. How much was cut off.
fn recover(file: &mut File, commit: Commit) -> io::Result<u64> {
    let discarded = file.metadata()?.len() - commit.end;
    file.set_len(commit.end)?;
    file.sync_all()?;
    write_commit(file, commit)?;
    file.sync_data()?;
    Ok(discarded)
}

/// A file, as far as an append is concerned.
trait Storage: Write + Seek {
    /// Returns when everything written before is on stable storage.
    fn flush_to_storage(&mut self) -> io::Result<()>;
}

impl Storage for File {
    fn flush_to_storage(&mut self) -> io::Result<()> {
        self.sync_data()
    }
}

/// The commit record must not reach the storage before the block it vouches for: hence the flush in between.
fn store(file: &mut impl Storage, block: &[u8], at: u64, commit: Commit) -> io::Result<()> {
    file.seek(SeekFrom::Start(at))?;
    file.write_all(block)?;
    file.flush_to_storage()?;
    write_commit(file, commit)?;
    file.flush_to_storage()
}

fn write_commit(file: &mut impl Storage, commit: Commit) -> io::Result<()> {
    file.seek(SeekFrom::Start(IDENTITY as u64))?;
    file.write_all(&commit.encode())
}
