//! Reading.

#[cfg(all(test, not(miri)))]
mod tests;

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::blocks::{Blocks, Bytes};
use crate::error::{Damage, Error};
use crate::format::{Commit, HEAD, HEADER, Head, IDENTITY, Identity};
use crate::trade::ArchivedTrade;

/// The committed trades of an archive, as they were when it was opened.
///
/// Opening validates every byte once, in O(n). Reading after that neither checks, copies nor allocates: it yields
/// references into the file. An archive is `Send` and `Sync`.
pub struct Archive {
    path: PathBuf,
    blocks: Blocks,
    commit: Commit,
}

impl Archive {
    /// Maps the archive at `path` and validates it.
    ///
    /// A writer may append meanwhile: this archive keeps to what was committed at the moment of opening. While the commit
    /// record is torn, as a crash can leave it until a writer repairs it, the file is copied as by [`Archive::read`].
    ///
    /// # Hazard
    ///
    /// By Rust's definition this function is unsound, as any is that lends out a mapped file. For as long as the archive
    /// is open, nothing but a [`Writer`](crate::Writer) may change the file, be it in another program or in this one, and
    /// neither the compiler nor the operating system enforces that. Overwriting committed bytes is undefined behaviour,
    /// since they are not validated again; where the file is cut short, reading beyond its end ends the process (`SIGBUS`
    /// on Unix). Replacing the file by renaming another one over it is harmless. It is not `unsafe` all the same, since
    /// it is the file that has to be kept from others, and no caller can do that in its code. Use [`Archive::read`], which
    /// has no such hazard, for a file that others may write to.
    ///
    /// # Errors
    ///
    /// [`Error::NotAnArchive`], [`Error::Version`], [`Error::Truncated`] or [`Error::Damaged`] if it is not exactly what
    /// writers have committed, [`Error::Io`] if it cannot be read.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::load(path.as_ref(), Bytes::map)
    }

    /// Copies the archive at `path` into memory and validates that: what happens to the file later does not matter.
    ///
    /// # Errors
    ///
    /// As [`Archive::open`].
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::load(path.as_ref(), Bytes::copy)
    }

    fn load(path: &Path, get: fn(&File, usize) -> io::Result<Bytes>) -> Result<Self, Error> {
        let file = File::open(path).map_err(Error::io("open", path))?;
        let header = Header::read(&file, path)?;
        let loaded = Self::behind(&header, &file, path, get);
        if loaded.is_err() && header.commit.is_none() {
            // Perhaps a writer has changed what nobody vouched for: it is at rest the next time, or committed.
            return Self::behind(&Header::read(&file, path)?, &file, path, get);
        }
        loaded
    }

    fn behind(
        header: &Header,
        file: &File,
        path: &Path,
        get: fn(&File, usize) -> io::Result<Bytes>,
    ) -> Result<Self, Error> {
        // Only what a commit record vouches for stays as it is: a writer may cut off what is behind it.
        let get = header.commit.map_or(Bytes::copy as _, |_| get);
        let bytes = usize::try_from(header.end(file, path)? - HEADER as u64)
            .map_err(|_| io::ErrorKind::OutOfMemory.into())
            .and_then(|length| get(file, length))
            .map_err(Error::io("map", path))?;
        let (blocks, commit) = validate(bytes, Commit::EMPTY, path)?;
        header.compare(commit, path)?;
        Ok(Self {
            path: path.to_owned(),
            blocks,
            commit,
        })
    }

    /// Where it was opened.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The number of trades.
    pub fn len(&self) -> u64 {
        self.commit.trades
    }

    /// Whether there is no trade.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The trades of each batch, in the order in which they were appended: slices for tight loops.
    pub fn blocks(&self) -> impl DoubleEndedIterator<Item = &[ArchivedTrade]> + ExactSizeIterator {
        self.blocks.iter()
    }

    /// All trades, in the order in which they were appended.
    pub fn trades(&self) -> impl DoubleEndedIterator<Item = &ArchivedTrade> {
        self.blocks().flatten()
    }
}

impl fmt::Debug for Archive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Archive")
            .field("path", &self.path)
            .field("commit", &self.commit)
            .finish_non_exhaustive()
    }
}

/// What is committed to `file`: validated as [`Archive::open`] does, a block at a time and in copies. The caller has the lock.
pub(crate) fn committed(file: &File, path: &Path) -> Result<Commit, Error> {
    let header = Header::read(file, path)?;
    let end = header.end(file, path)?;
    let mut commit = Commit::EMPTY;
    while commit.end < end {
        let block = copy_block(file, commit.end, end).map_err(Error::io("read", path))?;
        (_, commit) = validate(block, commit, path)?;
    }
    header.compare(commit, path)?;
    Ok(commit)
}

/// The block at `at`, as far as its head can be believed and the file goes.
fn copy_block(mut file: &File, at: u64, end: u64) -> io::Result<Bytes> {
    let most = usize::try_from(end - at).unwrap_or(usize::MAX);
    file.seek(SeekFrom::Start(at))?;
    let head = Bytes::copy(file, most.min(HEAD))?;
    file.seek(SeekFrom::Start(at))?;
    Bytes::copy(file, most.min(Head::block_length(&head)))
}

/// The blocks in `bytes`, which follow what `commit` has, and what is committed with them.
fn validate(bytes: Bytes, mut commit: Commit, path: &Path) -> Result<(Blocks, Commit), Error> {
    let mut blocks = Blocks::new(bytes);
    let mut at = 0;
    while at < blocks.bytes().len() {
        let damaged = |damage: Damage| damage.at(path, commit.end);
        let head = Head::check(&blocks.bytes()[at..], commit).map_err(damaged)?;
        let start = at + HEAD;
        let found = blocks
            .admit(start..start + head.length as usize)
            .map_err(|error| damaged(Damage::Invalid(error)))?;
        if found != head.trades as usize {
            return Err(damaged(Damage::Count {
                expected: head.trades,
                found,
            }));
        }
        at = start + head.padded();
        commit = commit.and_block(HEAD + head.padded(), head.trades);
    }
    Ok((blocks, commit))
}

struct Header {
    /// How long the file was before the rest was read: what a writer has added since is not in it.
    length: u64,
    /// `None` if the commit record is torn or damaged.
    commit: Option<Commit>,
}

impl Header {
    /// Leaves `file` at its end.
    fn read(file: &File, path: &Path) -> Result<Self, Error> {
        let length = measure(file, path)?;
        let read = || header_bytes(file).map_err(Error::io("read", path));
        let start = read()?;
        if !Identity::may_begin(&start) {
            return Err(Error::NotAnArchive {
                path: path.to_owned(),
            });
        }
        let Some(header) = start.first_chunk() else {
            return Err(Error::Truncated {
                path: path.to_owned(),
                length,
                expected: HEADER as u64,
            });
        };
        match Identity::decode(header) {
            Identity::Ours => {}
            Identity::Damaged => return Err(Damage::Header.at(path, 0)),
            Identity::Version(found) => {
                return Err(Error::Version {
                    path: path.to_owned(),
                    found,
                });
            }
        }
        let commit = match Commit::decode(header) {
            Some(commit) => Some(commit),
            // Perhaps it is being written at this moment: then it is whole the next.
            None => read()?.first_chunk().and_then(Commit::decode),
        };
        Ok(Self { length, commit })
    }

    /// Where the blocks end.
    ///
    /// A torn or damaged commit record is no loss. It is written after the blocks are safe and the file ends with them, so
    /// that if nothing else is amiss, every whole block up to the end is committed.
    fn end(&self, file: &File, path: &Path) -> Result<u64, Error> {
        let end = self.commit.map_or(self.length, |commit| commit.end);
        let length = measure(file, path)?;
        if end < HEADER as u64 {
            return Err(Damage::Commit.at(path, IDENTITY as u64));
        }
        if end > length {
            return Err(Error::Truncated {
                path: path.to_owned(),
                length,
                expected: end,
            });
        }
        Ok(end)
    }

    fn compare(&self, found: Commit, path: &Path) -> Result<(), Error> {
        if self.commit.is_some_and(|commit| commit != found) {
            return Err(Damage::Commit.at(path, IDENTITY as u64));
        }
        Ok(())
    }
}

fn measure(file: &File, path: &Path) -> Result<u64, Error> {
    let metadata = file.metadata().map_err(Error::io("measure", path))?;
    Ok(metadata.len())
}

/// Less than a header only where the file is shorter.
fn header_bytes(mut file: &File) -> io::Result<Vec<u8>> {
    let mut header = Vec::with_capacity(HEADER);
    file.rewind()?;
    file.take(HEADER as u64).read_to_end(&mut header)?;
    Ok(header)
}
