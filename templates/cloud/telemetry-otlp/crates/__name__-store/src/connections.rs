//! How much of the pool is in use.

use crate::Store;

impl Store {
    /// How many connections to the database are at work.
    pub fn used_connections(&self) -> u32 {
        self.pool.size().saturating_sub(self.idle_connections())
    }

    /// How many connections to the database are open and wait for work.
    pub fn idle_connections(&self) -> u32 {
        // They are a part of all, whose number is of this type.
        u32::try_from(self.pool.num_idle()).unwrap_or(u32::MAX)
    }
}
