//! What can be set.

use serde::{Deserialize, Serialize};

/// Settings of the interface.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Settings {
    /// Whether the protocol may be asked for.
    pub reflection: bool,
}
