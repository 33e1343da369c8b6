/// Counts the changes to something, from 1: whoever changes it says which version they saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(u32);

impl Version {
    /// The version of what is new.
    pub const FIRST: Self = Self(1);

    /// The version after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// The number of the version.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl From<u32> for Version {
    fn from(number: u32) -> Self {
        Self(number)
    }
}
