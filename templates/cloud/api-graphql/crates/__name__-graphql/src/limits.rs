//! What a query may cost.

mod fields;

use std::num::NonZeroU16;

use async_graphql::{
    ObjectType, Request, SchemaBuilder, ServerError, ServerResult, SubscriptionType,
};
use serde::{Deserialize, Serialize};

use self::fields::Fields;

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
    /// Refuses a query in which fragments name others so often that nobody comes to its end:
    /// async-graphql would go through each of them as often as it is named, and count afterwards.
    pub(crate) fn admit(self, request: &mut Request) -> ServerResult<()> {
        if Fields::of(request.parsed_query()?) > usize::from(self.max_complexity.get()) {
            return Err(ServerError::new("Query is too complex.", None));
        }
        Ok(())
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
