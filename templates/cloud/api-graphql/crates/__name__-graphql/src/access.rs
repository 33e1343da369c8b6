//! What fields ask of callers, as guards in front of them.

use async_graphql::Context;
use web::Problem;
use web::access::{Allowed, Caller};

use crate::failure::Failure;

/// Lets only those callers come to a field who may do what `P` stands for.
pub(crate) fn needs<P>(context: &Context<'_>) -> async_graphql::Result<()>
where
    Allowed<P>: TryFrom<Caller>,
    Problem: From<<Allowed<P> as TryFrom<Caller>>::Error>,
{
    let caller = context.data::<Caller>()?.clone();
    match Allowed::<P>::try_from(caller) {
        Ok(_) => Ok(()),
        Err(refused) => Err(Failure::from(Problem::from(refused)).into()),
    }
}
