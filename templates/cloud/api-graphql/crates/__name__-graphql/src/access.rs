//! What fields ask of callers, as guards in front of them.

use async_graphql::Context;
use web::access::{Caller, PermissionType, allow};

use crate::failure::Failure;

/// Lets only those callers come to a field who may do what `P` stands for.
pub(crate) fn needs<P: PermissionType>(context: &Context<'_>) -> async_graphql::Result<()> {
    let caller = context.data::<Caller>()?.clone();
    match allow::<P>(caller) {
        Ok(_) => Ok(()),
        Err(refused) => Err(Failure::from(refused).into()),
    }
}
