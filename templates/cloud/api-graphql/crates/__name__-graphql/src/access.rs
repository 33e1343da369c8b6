//! What fields ask of callers, as guards in front of them.

use async_graphql::Context;
use web::access::{Allowed, Caller, PermissionType, allow};

use crate::failure::Failure;

/// Lets only those callers come to a field who may do what `P` stands for.
pub(crate) fn needs<P: PermissionType>(context: &Context<'_>) -> async_graphql::Result<()> {
    allowed::<P>(context)?;
    Ok(())
}

/// The caller, if it may do what `P` stands for.
pub(crate) fn allowed<P: PermissionType>(context: &Context<'_>) -> Result<Allowed<P>, Failure> {
    // Every request has one: the endpoint adds it.
    let caller = context.data_unchecked::<Caller>().clone();
    Ok(allow(caller)?)
}
