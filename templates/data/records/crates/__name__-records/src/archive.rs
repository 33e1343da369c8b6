//! Reading.

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;

use crate::blocks::{Blocks, Bytes};
use crate::error::{Damage, Error};
use crate::format::{Commit, HEAD, HEADER, Head, IDENTITY, Identity};
use crate::trade::ArchivedTrade;

/// The committed trades of an archive, as they were when it was opened.
///
/// Opening validates every byte once, in O(n). Reading after that neither checks, copies nor allocates: it yields
/// references into the file. An archive is `Send` and `Sync`.
pub struct Archive {
    blocks: Blocks,
    commit: Commit,
}

impl Archive {
    /// Maps the archive at `path` and validates it.
    ///
    /// A writer may append meanwhile: this archive keeps to what was committed at the moment of opening.
    ///
    /// # Hazard
    ///
    /// For as long as the archive is open, nothing but a [`Writer`](crate::Writer) may write to the file. No operating
    /// system enforces that: if a program overwrites committed bytes, that is undefined behaviour, since they are not
    /// validated again; if one cuts the file short, reading beyond its end ends the process (`SIGBUS` on Unix).
    /// Replacing the file by renaming another one over it is harmless. Use [`Archive::read`] for a file that others may
    /// write to.
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
        let commit = read_header(&file, path)?;
        let length = file.metadata().map_err(Error::io("measure", path))?.len();
        // A torn or damaged commit record is no loss. It is written after the blocks are safe and the file ends with
        // them, so that if nothing else is amiss, every whole block up to the end is committed.
        let end = commit.map_or(length, |commit| commit.end);
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
        let bytes = usize::try_from(end - HEADER as u64)
            .map_err(|_| io::ErrorKind::OutOfMemory.into())
            .and_then(|length| get(&file, length))
            .map_err(Error::io("map", path))?;
        let this = Self::validate(bytes, path)?;
        if commit.is_some_and(|commit| commit != this.commit) {
            return Err(Damage::Commit.at(path, IDENTITY as u64));
        }
        Ok(this)
    }

    fn validate(bytes: Bytes, path: &Path) -> Result<Self, Error> {
        let mut blocks = Blocks::new(bytes);
        let mut commit = Commit::EMPTY;
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
        Ok(Self { blocks, commit })
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

    pub(crate) fn commit(&self) -> Commit {
        self.commit
    }
}

impl fmt::Debug for Archive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Archive")
            .field("commit", &self.commit)
            .finish_non_exhaustive()
    }
}

/// Leaves `file` at the end of the header. `None` if the commit record is torn or damaged.
fn read_header(file: &File, path: &Path) -> Result<Option<Commit>, Error> {
    let length = file.metadata().map_err(Error::io("measure", path))?.len();
    if length < HEADER as u64 {
        return Err(Error::Truncated {
            path: path.to_owned(),
            length,
            expected: HEADER as u64,
        });
    }
    let header = header_bytes(file).map_err(Error::io("read", path))?;
    match Identity::decode(&header) {
        Identity::Ours => {}
        Identity::Damaged => return Err(Damage::Header.at(path, 0)),
        Identity::Foreign => {
            return Err(Error::NotAnArchive {
                path: path.to_owned(),
            });
        }
        Identity::Version(found) => {
            return Err(Error::Version {
                path: path.to_owned(),
                found,
            });
        }
    }
    match Commit::decode(&header) {
        Some(commit) => Ok(Some(commit)),
        // Perhaps it is being written at this moment: then it is whole the next.
        None => Ok(Commit::decode(
            &header_bytes(file).map_err(Error::io("read", path))?,
        )),
    }
}

fn header_bytes(mut file: &File) -> io::Result<[u8; HEADER]> {
    let mut header = [0; HEADER];
    file.rewind()?;
    file.read_exact(&mut header)?;
    Ok(header)
}
