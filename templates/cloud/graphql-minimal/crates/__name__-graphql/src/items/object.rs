use async_graphql::SimpleObject;
use domain::Item;
use uuid::Uuid;

/// An item.
#[derive(SimpleObject)]
#[graphql(name = "Item")]
pub(super) struct ItemObject {
    id: Uuid,
    name: String,
    /// Counts the changes: whoever makes one says which version they saw.
    version: u32,
}

impl From<&Item> for ItemObject {
    fn from(item: &Item) -> Self {
        Self {
            id: item.id().into(),
            name: item.name().to_string(),
            version: item.version().get(),
        }
    }
}
