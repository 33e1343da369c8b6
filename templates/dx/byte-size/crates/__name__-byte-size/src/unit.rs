//! The units of IEC 80000-13, and the decimal ones beside them.

/// A unit and how many bytes it is.
pub(crate) type Unit = (&'static str, u64);

/// Powers of 1024, the largest first; each but the byte itself is 1024 times the one below.
pub(crate) const BINARY: [Unit; 7] = [
    ("EiB", 1 << 60),
    ("PiB", 1 << 50),
    ("TiB", 1 << 40),
    ("GiB", 1 << 30),
    ("MiB", 1 << 20),
    ("KiB", 1 << 10),
    ("B", 1),
];

/// Powers of 1000.
const DECIMAL: [Unit; 6] = [
    ("EB", 1_000_000_000_000_000_000),
    ("PB", 1_000_000_000_000_000),
    ("TB", 1_000_000_000_000),
    ("GB", 1_000_000_000),
    ("MB", 1_000_000),
    ("kB", 1_000),
];

/// How many bytes the unit of this name is.
pub(crate) fn bytes_of(name: &str) -> Option<u64> {
    BINARY
        .iter()
        .chain(&DECIMAL)
        .find(|(known, _)| *known == name)
        .map(|(_, bytes)| *bytes)
}
