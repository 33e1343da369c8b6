//! What the plan says is not read, and what was not read when it ran.

use pipeline::ROW_GROUP_ROWS;

use crate::support::{ask, parquet, trades};

