//! Writing, and recovery after a crash.

use std::ffi::OsString;
use std::fmt;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Seek, SeekFrom, Write};
use std::mem;
use std::path::{Path, PathBuf};

use rkyv::api::high::to_bytes_in;
use rkyv::rancor;
use rkyv::util::AlignedVec;

use crate::archive::Archive;
use crate::error::Error;
use crate::format::{ALIGNMENT, Commit, HEAD, Head, IDENTITY, Identity, MAX_BLOCK_BYTES};
use crate::trade::{ArchivedTrade, Batch, Trade};

/// The only writer of an archive.
///
/// A lock on a file beside the archive (its name and `.lock`) refuses a second one. The operating system releases it when
/// the writer is dropped or the process ends, however it ends; the empty file stays, since removing it would race.
pub struct Writer {
    path: PathBuf,
    file: File,
    _lock: File,
    commit: Commit,
    discarded: u64,
    buffer: AlignedVec<ALIGNMENT>,
    poisoned: bool,
}

impl Writer {
    /// Makes an empty archive. After a crash, either it is there whole or it is not there.
    ///
    /// # Errors
    ///
    /// [`Error::Exists`], [`Error::Locked`], [`Error::Io`].
    pub fn create(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let lock = lock(path)?;
        if path.try_exists().map_err(Error::io("look for", path))? {
            return Err(Error::Exists {
                path: path.to_owned(),
            });
        }
        let file = create_empty(path).map_err(Error::io("create", path))?;
        Ok(Self::new(path.to_owned(), file, lock, Commit::EMPTY, 0))
    }

    /// Opens an archive to append to it, and recovers from a crash: what an interrupted append left behind the committed
    /// blocks is cut off, and nothing else.
    ///
    /// # Errors
    ///
    /// [`Error::Locked`], and whatever [`Archive::open`] refuses: a damaged archive is left as it is.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        // Whatever symbolic link leads to the archive, the lock is the same.
        let path = path.canonicalize().map_err(Error::io("open", path))?;
        let lock = lock(&path)?;
        let commit = Archive::open(&path)?.commit();
        let (file, discarded) = recover(&path, commit).map_err(Error::io("recover", &path))?;
        Ok(Self::new(path, file, lock, commit, discarded))
    }

    fn new(path: PathBuf, file: File, lock: File, commit: Commit, discarded: u64) -> Self {
        let buffer = AlignedVec::new();
        Self {
            path,
            file,
            _lock: lock,
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
        self.write(commit)
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

    /// The commit record must not reach the storage before the block it vouches for: hence the flush in between.
    fn write(&mut self, commit: Commit) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(self.commit.end))?;
        self.file.write_all(&self.buffer)?;
        self.file.sync_data()?;
        write_commit(&mut self.file, commit)?;
        self.file.sync_data()
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

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

fn lock(path: &Path) -> Result<File, Error> {
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(beside(path, ".lock"))
        .map_err(Error::io("lock", path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::Locked {
            path: path.to_owned(),
        }),
        Err(TryLockError::Error(error)) => Err(Error::io("lock", path)(error)),
    }
}

/// The file gets its name when it is whole. The caller has the lock, so that nobody takes the name meanwhile.
fn create_empty(path: &Path) -> io::Result<File> {
    let new = beside(path, ".new");
    let mut file = File::create(&new)?;
    file.write_all(&Identity::encode())?;
    file.write_all(&Commit::EMPTY.encode())?;
    file.sync_all()?;
    fs::rename(&new, path)?;
    sync_directory(path)?;
    Ok(file)
}

/// A new name is on stable storage when its directory is.
#[cfg(unix)]
fn sync_directory(path: &Path) -> io::Result<()> {
    let directory = path
        .parent()
        .filter(|directory| !directory.as_os_str().is_empty());
    File::open(directory.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(not(unix))]
fn sync_directory(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Cuts off what is behind the committed blocks, then renews the commit record, which may be torn.
fn recover(path: &Path, commit: Commit) -> io::Result<(File, u64)> {
    let mut file = OpenOptions::new().read(true).write(true).open(path)?;
    let discarded = file.metadata()?.len() - commit.end;
    file.set_len(commit.end)?;
    file.sync_all()?;
    write_commit(&mut file, commit)?;
    file.sync_data()?;
    Ok((file, discarded))
}

fn write_commit(file: &mut File, commit: Commit) -> io::Result<()> {
    file.seek(SeekFrom::Start(IDENTITY as u64))?;
    file.write_all(&commit.encode())
}
