//! How single settings are read and shown.

use std::num::NonZeroU64;
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serializer, de};
use tracing_subscriber::filter::{LevelFilter, Targets};

/// Whole seconds.
pub(super) mod seconds {
    use super::{Deserialize, Deserializer, Duration, Serializer};

    pub(crate) fn serialize<S: Serializer>(
        duration: &Duration,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(duration.as_secs())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Duration, D::Error> {
        u64::deserialize(deserializer).map(Duration::from_secs)
    }
}

/// Whole seconds, for what would never be done in none.
pub(super) fn some_seconds<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Duration, D::Error> {
    NonZeroU64::deserialize(deserializer).map(|seconds| Duration::from_secs(seconds.get()))
}

/// Which events are logged. A word alone is a level here; to tracing it would also be a target, so
/// that a misspelt level left the log empty.
pub(super) mod filter {
    use super::{Deserialize, Deserializer, LevelFilter, Serializer, Targets, de};

    pub(crate) fn serialize<S: Serializer>(
        filter: &Targets,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(filter)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Targets, D::Error> {
        let text = String::deserialize(deserializer)?;
        let words = text.split(',').filter(|directive| !directive.contains('='));
        for word in words {
            word.parse::<LevelFilter>().map_err(de::Error::custom)?;
        }
        text.parse().map_err(de::Error::custom)
    }
}

/// What is shown in place of a secret.
pub(super) const HIDDEN: &str = "(hidden)";

/// That there is a secret, and nothing of it.
pub(super) fn hidden<T, S: Serializer>(_: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(HIDDEN)
}
