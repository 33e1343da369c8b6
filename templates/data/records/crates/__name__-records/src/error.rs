//! What can go wrong, and where in which file.

use std::io;
use std::path::{Path, PathBuf};

/// Why an archive could not be opened or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The operating system refused.
    #[error("cannot {action} {}", path.display())]
    Io {
        /// What was attempted, as a verb: "open", "map", "append to".
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// The answer of the operating system.
        source: io::Error,
    },
    /// [`Writer::create`](crate::Writer::create) never replaces a file.
    #[error("{} exists already", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// Another writer has the archive open, in this process or another one.
    #[error("{} is open for writing elsewhere", path.display())]
    Locked {
        /// The archive.
        path: PathBuf,
    },
    /// The file does not begin as an archive does.
    #[error("{} is not an archive of trades", path.display())]
    NotAnArchive {
        /// The file.
        path: PathBuf,
    },
    /// The archive was written in another format.
    #[error("{} has format version {found}; this is version {}", path.display(), crate::VERSION)]
    Version {
        /// The archive.
        path: PathBuf,
        /// The version in its header.
        found: u32,
    },
    /// The file is shorter than what was committed to it.
    #[error("{} was cut short: {length} bytes of {expected}", path.display())]
    Truncated {
        /// The archive.
        path: PathBuf,
        /// Its length in bytes.
        length: u64,
        /// How many bytes there must be at least.
        expected: u64,
    },
    /// The bytes are not those that were written.
    #[error("{} is damaged at byte {offset}", path.display())]
    Damaged {
        /// The archive.
        path: PathBuf,
        /// Where the damaged header or block begins, in bytes from the start of the file.
        offset: u64,
        /// What was found there.
        source: Damage,
    },
    /// One batch would make a block larger than [`MAX_BLOCK_BYTES`](crate::MAX_BLOCK_BYTES). Nothing was written.
    #[error(
        "a batch of {bytes} bytes is over the limit of {}",
        crate::MAX_BLOCK_BYTES
    )]
    TooLarge {
        /// Upper bound of the size of the block.
        bytes: usize,
    },
    /// rkyv could not archive the batch. Nothing was written.
    #[error("the batch cannot be archived")]
    Archive(#[source] rkyv::rancor::Error),
    /// An earlier append failed half-way; opening the archive anew recovers it.
    #[error("an earlier append to {} failed: open it anew", path.display())]
    Poisoned {
        /// The archive.
        path: PathBuf,
    },
}

impl Error {
    /// For `map_err`: the path is copied only when there is an error.
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io {
            action,
            path,
            source,
        }
    }
}

/// What is wrong with a header or a block.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Damage {
    /// The header's checksum does not match.
    #[error("the header does not match its checksum")]
    Header,
    /// The commit record names other totals than the blocks have.
    #[error("the commit record does not agree with the blocks")]
    Commit,
    /// The last block ends beyond the end of the file.
    #[error("the block is incomplete")]
    Incomplete,
    /// The head of a block does not match its checksum.
    #[error("the block's head does not match its checksum")]
    Head,
    /// The block belongs elsewhere in the archive, or to another one.
    #[error("the block is out of order")]
    Order,
    /// The records of a block do not match their checksum.
    #[error("the block's records do not match their checksum")]
    Checksum,
    /// The checksum matches, and yet the bytes are no archived trades: written by something else.
    #[error("the block does not hold valid trades")]
    Invalid(#[source] rkyv::rancor::Error),
    /// The block holds another number of trades than its head says.
    #[error("the block holds {found} trades, not {expected}")]
    Count {
        /// The number in the head.
        expected: u32,
        /// The number of archived trades.
        found: usize,
    },
}

impl Damage {
    pub(crate) fn at(self, path: &Path, offset: u64) -> Error {
        let path = path.to_owned();
        Error::Damaged {
            path,
            offset,
            source: self,
        }
    }
}
