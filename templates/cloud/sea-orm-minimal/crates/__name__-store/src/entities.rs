//! The tables as `sea_orm` sees them. The migrations make them.

pub(crate) mod item;
