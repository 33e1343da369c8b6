use domain::{IdempotencyKey, Item, ItemId, ItemRepository, Name, Selection, Version};
use uuid::Uuid;

use crate::attempts::{Attempts, attempt};
use crate::error::Error;
use crate::page::PageSize;

/// What can be done with items. `expected` is the version to change, `None` any.
#[derive(Debug, Clone)]
pub struct Items<R> {
    repository: R,
    attempts: Attempts,
}

/// Some of the items, sorted by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The items of this page.
    pub items: Vec<Item>,
    /// Where the next page starts: list the items after this one. `None` on the last page.
    pub next: Option<ItemId>,
}

impl<R: ItemRepository> Items<R> {
    /// The use cases over these items.
    pub fn new(repository: R) -> Self {
        Self {
            repository,
            attempts: Attempts::default(),
        }
    }

    /// Creates an item.
    ///
    /// # Errors
    /// [`Error::Unavailable`].
    pub async fn create(&self, name: Name) -> Result<Item, Error> {
        let item = Item::new(ItemId::from(Uuid::now_v7()), name);
        self.repository.insert(&item).await?;
        Ok(item)
    }

    /// Creates an item, once: whoever repeats the attempt is answered with the item as it was created. A
    /// key is free again after [`KEY_LIFETIME`], or if nothing was created.
    ///
    /// [`KEY_LIFETIME`]: crate::KEY_LIFETIME
    ///
    /// # Errors
    /// [`Error::InProgress`], [`Error::KeyReused`] or [`Error::Unavailable`].
    pub async fn create_once(&self, name: Name, key: &IdempotencyKey) -> Result<Item, Error> {
        let _under_way = self.attempts.begin(key).ok_or(Error::InProgress)?;
        let item = Item::new(ItemId::from(Uuid::now_v7()), name);
        let attempt = attempt(key, item.name().to_string(), item.id().into());
        let made = self.repository.insert_once(&item, &attempt).await?;
        Ok(Item::new(made, item.name().clone()))
    }

    /// Calls an item something else.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Stale`], [`Error::Unavailable`] or [`Error::Corrupt`].
    pub async fn rename(
        &self,
        id: ItemId,
        expected: Option<Version>,
        name: Name,
    ) -> Result<Item, Error> {
        let mut item = self.find(id).await?;
        let found = item.version();
        if expected.is_some_and(|expected| expected != found) {
            return Err(Error::Stale);
        }
        item.rename(name);
        // Someone else may have been faster since the item was read: the repository asks again.
        self.repository.update(&item, found).await?;
        Ok(item)
    }

    /// The item with this id.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Unavailable`] or [`Error::Corrupt`].
    pub async fn find(&self, id: ItemId) -> Result<Item, Error> {
        self.repository.find(id).await?.ok_or(Error::NotFound)
    }

    /// A page of items, from the first or `after` another.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or [`Error::Corrupt`].
    pub async fn list(&self, after: Option<ItemId>, size: PageSize) -> Result<Page, Error> {
        // One more than is shown tells whether there is a next page.
        let limit = size.get() + 1;
        let mut items = self.repository.list(Selection { after, limit }).await?;
        let mut next = None;
        if items.len() == limit as usize {
            items.pop();
            next = items.last().map(Item::id);
        }
        Ok(Page { items, next })
    }
}
