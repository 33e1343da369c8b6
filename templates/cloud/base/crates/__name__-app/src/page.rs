/// How many to list at once, 1 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageSize(u32);

impl PageSize {
    /// The largest page.
    pub const MAX: Self = Self(100);

    /// A page of this size, or `None` if that is out of range.
    pub fn new(size: u32) -> Option<Self> {
        (1..=Self::MAX.0).contains(&size).then_some(Self(size))
    }

    /// The size as a number.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl Default for PageSize {
    fn default() -> Self {
        Self(50)
    }
}
