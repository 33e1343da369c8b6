//! The bytes of an archive: a header of 48, then blocks that each have a head of 32.
//!
//! Every number is little-endian, every length a multiple of 16, so that archived trades are aligned wherever the file is
//! mapped. The checksum is CRC-32 (IEEE): it detects every change confined to 32 consecutive bits, and with that every
//! change to a single byte, for certain; hashes that also resist an adversary cost more and would be no help here, as the
//! adversary can compute them too.

use crc32fast::hash;

use crate::error::Damage;

/// The version of the file format and of the layout of the archived records.
pub const VERSION: u32 = 1;

/// The largest block, in bytes without its head: 64 MiB.
pub const MAX_BLOCK_BYTES: usize = 64 << 20;

/// Alignment of blocks in the file and in memory.
pub(crate) const ALIGNMENT: usize = 16;

/// Length of the file's header: 16 bytes that never change, then the commit record.
pub(crate) const HEADER: usize = IDENTITY + COMMIT;

/// Where the commit record begins.
pub(crate) const IDENTITY: usize = 16;
const COMMIT: usize = 32;

/// Length of the head of a block.
pub(crate) const HEAD: usize = 32;

/// Not UTF-8, and with a line feed: a transfer as text is noticed at once, as in PNG.
const MAGIC: [u8; 8] = *b"\x89TRADES\n";

fn array<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    let mut array = [0; N];
    array.copy_from_slice(&bytes[at..at + N]);
    array
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(array(bytes, at))
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(array(bytes, at))
}

/// Writes the checksum of all bytes but the last four into those.
fn seal(bytes: &mut [u8]) {
    let (body, checksum) = bytes.split_at_mut(bytes.len() - 4);
    checksum.copy_from_slice(&hash(body).to_le_bytes());
}

fn is_sealed(bytes: &[u8]) -> bool {
    let body = bytes.len() - 4;
    hash(&bytes[..body]) == u32_at(bytes, body)
}

/// What the first bytes of a file say, if it is an archive.
pub(crate) enum Identity {
    Ours,
    Version(u32),
    Damaged,
}

impl Identity {
    pub(crate) fn encode() -> [u8; IDENTITY] {
        let mut bytes = [0; IDENTITY];
        bytes[..8].copy_from_slice(&MAGIC);
        bytes[8..12].copy_from_slice(&VERSION.to_le_bytes());
        seal(&mut bytes);
        bytes
    }

    /// Whether an archive can begin like this, be it cut short.
    pub(crate) fn may_begin(start: &[u8]) -> bool {
        start.iter().zip(&MAGIC).all(|(found, byte)| found == byte)
    }

    pub(crate) fn decode(header: &[u8; HEADER]) -> Self {
        let bytes = &header[..IDENTITY];
        match u32_at(bytes, 8) {
            _ if !is_sealed(bytes) => Self::Damaged,
            VERSION => Self::Ours,
            version => Self::Version(version),
        }
    }
}

/// How much of the file is acknowledged: the only bytes of an archive that are ever overwritten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Commit {
    /// Where the last block ends, in bytes from the start of the file.
    pub(crate) end: u64,
    pub(crate) blocks: u64,
    pub(crate) trades: u64,
}

impl Commit {
    /// What a new archive has committed.
    pub(crate) const EMPTY: Self = Self {
        end: HEADER as u64,
        blocks: 0,
        trades: 0,
    };

    pub(crate) fn encode(self) -> [u8; COMMIT] {
        let mut bytes = [0; COMMIT];
        bytes[..8].copy_from_slice(&self.end.to_le_bytes());
        bytes[8..16].copy_from_slice(&self.blocks.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.trades.to_le_bytes());
        seal(&mut bytes);
        bytes
    }

    /// `None` if the record is torn or damaged.
    pub(crate) fn decode(header: &[u8; HEADER]) -> Option<Self> {
        let bytes = &header[IDENTITY..];
        is_sealed(bytes).then(|| Self {
            end: u64_at(bytes, 0),
            blocks: u64_at(bytes, 8),
            trades: u64_at(bytes, 16),
        })
    }

    /// After one more block of `bytes` bytes, head and padding included.
    pub(crate) fn and_block(self, bytes: usize, trades: u32) -> Self {
        Self {
            end: self.end + bytes as u64,
            blocks: self.blocks + 1,
            trades: self.trades + u64::from(trades),
        }
    }
}

/// The head of a block.
///
/// It has a checksum of its own, because the length in it says what the other checksum is about.
#[derive(Clone, Copy)]
pub(crate) struct Head {
    /// Bytes of archived trades, padding excluded: rkyv finds the root at the end.
    pub(crate) length: u32,
    pub(crate) trades: u32,
}

impl Head {
    /// Fills in the head of a block: `block` is room for the head, then the records with their padding.
    pub(crate) fn write(self, block: &mut [u8], before: Commit) {
        let (head, records) = block.split_at_mut(HEAD);
        head[..8].copy_from_slice(&before.blocks.to_le_bytes());
        head[8..16].copy_from_slice(&before.trades.to_le_bytes());
        head[16..20].copy_from_slice(&self.length.to_le_bytes());
        head[20..24].copy_from_slice(&self.trades.to_le_bytes());
        head[24..28].copy_from_slice(&hash(records).to_le_bytes());
        seal(head);
    }

    /// Reads the head of the block that `rest` begins with and compares both checksums.
    pub(crate) fn check(rest: &[u8], before: Commit) -> Result<Self, Damage> {
        let (head, rest) = rest.split_at_checked(HEAD).ok_or(Damage::Incomplete)?;
        if !is_sealed(head) {
            return Err(Damage::Head);
        }
        if (u64_at(head, 0), u64_at(head, 8)) != (before.blocks, before.trades) {
            return Err(Damage::Order);
        }
        let this = Self {
            length: u32_at(head, 16),
            trades: u32_at(head, 20),
        };
        let records = rest.get(..this.padded()).ok_or(Damage::Incomplete)?;
        if hash(records) != u32_at(head, 24) {
            return Err(Damage::Checksum);
        }
        Ok(this)
    }

    /// How long the block is that begins with `head`; no longer than a head if that is incomplete or damaged.
    pub(crate) fn block_length(head: &[u8]) -> usize {
        if head.len() < HEAD || !is_sealed(head) {
            return HEAD;
        }
        HEAD + (u32_at(head, 16) as usize).next_multiple_of(ALIGNMENT)
    }

    /// Bytes of archived trades, padding included.
    pub(crate) fn padded(self) -> usize {
        (self.length as usize).next_multiple_of(ALIGNMENT)
    }
}
