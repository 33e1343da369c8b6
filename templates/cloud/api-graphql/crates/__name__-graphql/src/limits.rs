//! What a query may cost.

mod introspection;
mod size;

use std::num::NonZeroU16;

use async_graphql::{
    ObjectType, Request, SchemaBuilder, ServerError, ServerResult, SubscriptionType,
};
use serde::{Deserialize, Serialize};

use self::introspection::asks_for_schema;
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

impl Limits {
    /// Refuses a query of which there is too much, before async-graphql goes through it, and one for the
    /// schema, which async-graphql would answer with null.
    pub(crate) fn admit(self, request: &mut Request) -> ServerResult<()> {
        let query = request.parsed_query()?;
        let text = if !is_moderate(query) {
            "Query is too large, or its fragments have no end."
        } else if !self.introspection && asks_for_schema(query) {
            "The schema cannot be asked for here."
        } else {
            return Ok(());
        };
        Err(ServerError::new(text, None))
    }

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
