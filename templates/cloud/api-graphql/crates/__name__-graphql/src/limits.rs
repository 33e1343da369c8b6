//! What a query may cost.

mod size;

use std::num::NonZeroU16;

use async_graphql::{
    ObjectType, Request, SchemaBuilder, ServerError, ServerResult, SubscriptionType,
};
use serde::{Deserialize, Serialize};

use self::size::is_moderate;

/// The limits of one query, which is refused before anything is done where it exceeds them.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Limits {
    /// How deeply fields may be nested.
    pub max_depth: NonZeroU16,
    /// How many fields may be asked for, those of a list counted for each element that it may have.
    pub max_complexity: NonZeroU16,
    /// Whether the schema may be asked for.
    pub introspection: bool,
}

/// Refuses a query of which there is too much, before async-graphql goes through it.
pub(crate) fn admit(request: &mut Request) -> ServerResult<()> {
    if is_moderate(request.parsed_query()?) {
        Ok(())
    } else {
        let text = "Query is too large, or its fragments have no end.";
        Err(ServerError::new(text, None))
    }
}

impl Limits {
    pub(crate) fn applied_to<Q, M, S>(
        self,
        schema: SchemaBuilder<Q, M, S>,
    ) -> SchemaBuilder<Q, M, S>
    where
        Q: ObjectType + 'static,
        M: ObjectType + 'static,
        S: SubscriptionType + 'static,
    {
        let schema = schema
            .limit_depth(self.max_depth.get().into())
            .limit_complexity(self.max_complexity.get().into());
        if self.introspection {
            schema
        } else {
            schema.disable_introspection().disable_suggestions()
        }
    }
}
