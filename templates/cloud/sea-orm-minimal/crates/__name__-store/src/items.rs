use std::error::Error;

use domain::{Attempt, Item, ItemId, ItemRepository, RepositoryError, Selection, Version};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseConnection, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, RuntimeErr, TransactionTrait,
};
use uuid::Uuid;

use crate::attempts::{self, Noted};
use crate::entities::item::{ActiveModel, Column, Entity, Model};
use crate::pool::Store;

impl ItemRepository for Store {
    async fn insert(&self, item: &Item) -> Result<(), RepositoryError> {
        self.keep(item, None).await.map(|_| ())
    }

    async fn insert_once(&self, item: &Item, attempt: &Attempt) -> Result<ItemId, RepositoryError> {
        self.keep(item, Some(attempt)).await
    }

    async fn find(&self, id: ItemId) -> Result<Option<Item>, RepositoryError> {
        let row = Entity::find_by_id(Uuid::from(id))
            .one(&self.database())
            .await
            .map_err(failure)?;
        row.as_ref().map(restore).transpose()
    }

    async fn update(&self, item: &Item, expected: Version) -> Result<(), RepositoryError> {
        let updated = Entity::update_many()
            .set(ActiveModel {
                name: Set(item.name().as_str().to_owned()),
                version: Set(item.version().get().into()),
                ..Default::default()
            })
            .filter(Column::Id.eq(Uuid::from(item.id())))
            .filter(Column::Version.eq(i64::from(expected.get())))
            .exec(&self.writing())
            .await
            .map_err(failure)?;
        if updated.rows_affected == 0 {
            return Err(RepositoryError::Stale);
        }
        Ok(())
    }

    async fn list(&self, selection: Selection) -> Result<Vec<Item>, RepositoryError> {
        // Every id is greater than nil.
        let after = selection.after.map_or(Uuid::nil(), Uuid::from);
        let rows = Entity::find()
            .filter(Column::Id.gt(after))
            .order_by_asc(Column::Id)
            .limit(u64::from(selection.limit))
            .all(&self.database())
            .await
            .map_err(failure)?;
        rows.iter().map(restore).collect()
    }
}

impl Store {
    /// The store's pool as `sea_orm` takes it.
    fn database(&self) -> DatabaseConnection {
        self.pool.clone().into()
    }

    /// The same for who writes.
    fn writing(&self) -> DatabaseConnection {
        self.writer().clone().into()
    }

    /// Keeps a new item and notes the attempt that made it, both or neither; the item's id, or that of
    /// the one which the attempt made before.
    async fn keep(
        &self,
        item: &Item,
        attempt: Option<&Attempt>,
    ) -> Result<ItemId, RepositoryError> {
        let transaction = self.writing().begin().await.map_err(failure)?;
        if let Some(attempt) = attempt {
            let noted = attempts::note(&transaction, attempt, item.id().into()).await;
            match noted.map_err(failure)? {
                Noted::First => {}
                Noted::Repeated(made) => return Ok(made.into()),
                Noted::KeyReused => return Err(RepositoryError::KeyReused),
            }
        }
        let row = Model {
            id: item.id().into(),
            name: item.name().as_str().to_owned(),
            version: item.version().get().into(),
        };
        Entity::insert(row.into_active_model())
            .exec_without_returning(&transaction)
            .await
            .map_err(failure)?;
        transaction.commit().await.map_err(failure)?;
        Ok(item.id())
    }
}

fn restore(row: &Model) -> Result<Item, RepositoryError> {
    let version = u32::try_from(row.version).map_err(corrupt)?.into();
    let name = row.name.parse().map_err(corrupt)?;
    Ok(Item::restore(row.id.into(), name, version))
}

fn corrupt(error: impl Error + Send + Sync + 'static) -> RepositoryError {
    RepositoryError::Corrupt(error.into())
}

/// A value of another type than its column's is the fault of what is kept, not of the database.
fn failure(error: DbErr) -> RepositoryError {
    match &error {
        DbErr::Query(RuntimeErr::SqlxError(cause))
            if matches!(**cause, sqlx::Error::ColumnDecode { .. }) =>
        {
            RepositoryError::Corrupt(error.into())
        }
        _ => RepositoryError::Unavailable(error.into()),
    }
}
