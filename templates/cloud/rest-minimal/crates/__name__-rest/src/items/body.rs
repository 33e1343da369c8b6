//! Items as they are written in requests and answers.

use app::{Page, PageSize};
use domain::{Item, ItemId, Name};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use web::{Problem, Validation};

/// What an item shall be called.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NamedItem {
    /// 1 to 64 characters.
    #[schema(
        min_length = 1,
        max_length = 64,
        pattern = r"^[^\s\x00-\x1f\x7f-\x9f]([^\x00-\x1f\x7f-\x9f]{0,62}[^\s\x00-\x1f\x7f-\x9f])?$",
        example = "Teapot"
    )]
    name: String,
}

/// Which items to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// Only items after this one.
    after: Option<Uuid>,
    /// At most so many.
    #[param(minimum = 1, maximum = 100, default = 50)]
    limit: Option<u32>,
}

/// An item.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ItemBody {
    id: Uuid,
    name: String,
    /// Counts the changes; in quotes, it is the entity tag.
    version: u32,
}

/// Some of the items.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ItemPage {
    items: Vec<ItemBody>,
    /// Where the list goes on; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl NamedItem {
    pub(super) fn parse(&self) -> Result<Name, Problem> {
        let mut fields = Validation::default();
        let name = fields.field("name", self.name.parse());
        fields.finish(name)
    }
}

impl ListQuery {
    pub(super) fn parse(&self) -> Result<(Option<ItemId>, PageSize), Problem> {
        let mut fields = Validation::default();
        let size = self.limit.map_or(Some(PageSize::default()), |limit| {
            let size = PageSize::new(limit).ok_or("a page has 1 to 100 items");
            fields.field("limit", size)
        });
        fields.finish(size.map(|size| (self.after.map(ItemId::from), size)))
    }
}

impl ItemPage {
    pub(super) fn new(page: &Page, size: PageSize) -> Self {
        let next = page
            .next
            .map(|last| format!("/v1/items?after={last}&limit={}", size.get()));
        let items = page.items.iter().map(ItemBody::from).collect();
        Self { items, next }
    }
}

impl From<&Item> for ItemBody {
    fn from(item: &Item) -> Self {
        Self {
            id: item.id().into(),
            name: item.name().to_string(),
            version: item.version().get(),
        }
    }
}
