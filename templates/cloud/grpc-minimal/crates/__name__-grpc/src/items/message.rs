//! Messages: what callers say, checked field by field, and what they are told.

use domain::{IdempotencyKey, Item, ItemId, Name, Version};
use uuid::Uuid;
use web::Validation;

use crate::failure::Failure;
use crate::proto::{self, CreateItemRequest, GetItemRequest, ListItemsRequest, RenameItemRequest};

impl CreateItemRequest {
    pub(super) fn parse(&self) -> Result<(Name, Option<IdempotencyKey>), Failure> {
        let mut fields = Validation::default();
        let name = fields.field("name", self.name.parse());
        let key = self.idempotency_key.as_deref().map(str::parse).transpose();
        let key = fields.field("idempotency_key", key);
        Ok(fields.finish(name.zip(key))?)
    }
}

impl GetItemRequest {
    pub(super) fn parse(&self) -> Result<ItemId, Failure> {
        let mut fields = Validation::default();
        let id = item_id(&mut fields, &self.id);
        Ok(fields.finish(id)?)
    }
}

impl ListItemsRequest {
    pub(super) fn parse(&self) -> Result<Option<ItemId>, Failure> {
        let mut fields = Validation::default();
        let after = self.after_id.as_deref().map(str::parse::<Uuid>).transpose();
        let after = fields.field("after_id", after.map_err(|_| "a UUID"));
        Ok(fields.finish(after)?.map(ItemId::from))
    }
}

impl RenameItemRequest {
    pub(super) fn parse(&self) -> Result<(ItemId, Version, Name), Failure> {
        let mut fields = Validation::default();
        let id = item_id(&mut fields, &self.id);
        let version = (self.version > 0).then(|| Version::from(self.version));
        let version = version.ok_or("the version that was read, from 1");
        let version = fields.field("version", version);
        let name = fields.field("name", self.name.parse());
        let ((id, version), name) = fields.finish(id.zip(version).zip(name))?;
        Ok((id, version, name))
    }
}

fn item_id(fields: &mut Validation, id: &str) -> Option<ItemId> {
    let id = id.parse::<Uuid>().map_err(|_| "a UUID");
    fields.field("id", id).map(ItemId::from)
}

impl From<Item> for proto::Item {
    fn from(item: Item) -> Self {
        Self {
            id: item.id().to_string(),
            name: item.name().to_string(),
            version: item.version().get(),
        }
    }
}
