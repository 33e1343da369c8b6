//! The tables as `sea_orm` sees them. The migrations make them.

pub(crate) mod attempt;
pub(crate) mod order;
pub(crate) mod order_line;
