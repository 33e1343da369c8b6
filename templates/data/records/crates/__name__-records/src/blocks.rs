//! The bytes of an archive after its header, and access to the records in them. All unsafe code of the crate is here.

#![expect(
    unsafe_code,
    reason = "mapping a file, and access to records that were validated before"
)]

use std::fs::File;
use std::io::{self, Read};
use std::ops::{Deref, Range};

use memmap2::{Mmap, MmapOptions};
use rkyv::rancor;
use rkyv::util::AlignedVec;

use crate::format::{ALIGNMENT, HEADER};
use crate::trade::{ArchivedBatch, ArchivedTrade};

/// Bytes that stay where and what they are for as long as this exists.
pub(crate) enum Bytes {
    Mapped(Mmap),
    Owned(AlignedVec<ALIGNMENT>),
}

impl Bytes {
    /// Maps `length` bytes after the header, read-only.
    pub(crate) fn map(file: &File, length: usize) -> io::Result<Self> {
        let mut options = MmapOptions::new();
        options.offset(HEADER as u64).len(length);
        // SAFETY: mapped bytes must not change while they are borrowed. `length` ends where the commit record says that
        // the committed blocks end; without one, the caller copies. This crate writes only behind that and, on the same
        // page but outside of this map, to the commit record; it cuts off only what is behind as well, and only the one
        // writer that has the lock does either. What else is done to the file, by other programs or by this one, is out
        // of reach: `Archive::open` documents the hazard, and `Archive::read` is there for files of which it cannot be
        // excluded.
        let map = unsafe { options.map(file) }?;
        Ok(Self::Mapped(map))
    }

    /// Copies `length` bytes after the header into memory; `file` stands there.
    pub(crate) fn copy(file: &File, length: usize) -> io::Result<Self> {
        let mut bytes = AlignedVec::with_capacity(length);
        match bytes.extend_from_reader(&mut file.take(length as u64))? {
            read if read == length => Ok(Self::Owned(bytes)),
            _ => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Mapped(map) => map,
            Self::Owned(bytes) => bytes,
        }
    }
}

/// Bytes, and which ranges of them are known to hold archived trades.
pub(crate) struct Blocks {
    bytes: Bytes,
    /// Invariant: `rkyv::access::<ArchivedBatch>` has accepted each of these ranges of `bytes`.
    admitted: Vec<Range<usize>>,
}

impl Blocks {
    pub(crate) fn new(bytes: Bytes) -> Self {
        Self {
            bytes,
            admitted: Vec::new(),
        }
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Validates the trades at `range` and counts them.
    pub(crate) fn admit(&mut self, range: Range<usize>) -> Result<usize, rancor::Error> {
        let bytes = self.bytes.get(range.clone()).unwrap_or_default();
        let trades = rkyv::access::<ArchivedBatch<'_>, rancor::Error>(bytes)?
            .trades
            .len();
        self.admitted.push(range);
        Ok(trades)
    }

    /// The trades of each block, without a further check.
    pub(crate) fn iter(
        &self,
    ) -> impl DoubleEndedIterator<Item = &[ArchivedTrade]> + ExactSizeIterator {
        self.admitted.iter().map(|range| {
            let bytes = &self.bytes[range.clone()];
            // SAFETY: the root at the end of `bytes` must be a valid, aligned `ArchivedBatch` and all that it points to
            // valid and within `bytes`. That is what `rkyv::access` established in `admit`, the only function that adds
            // to `admitted`. It still holds: there is no way to change `bytes` through this type, the map does not
            // change underneath (see `Bytes::map`), and neither a map nor a vector moves its bytes when it is moved
            // itself, so that the alignment is the same too.
            let batch = unsafe { rkyv::access_unchecked::<ArchivedBatch<'_>>(bytes) };
            batch.trades.as_slice()
        })
    }
}
