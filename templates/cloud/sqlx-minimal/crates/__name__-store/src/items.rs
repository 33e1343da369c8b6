use std::error::Error;

use domain::{Attempt, Item, ItemId, ItemRepository, RepositoryError, Selection, Version};
use uuid::Uuid;

use crate::attempts::{self, Noted};
use crate::pool::Store;

impl ItemRepository for Store {
    async fn insert(&self, item: &Item) -> Result<(), RepositoryError> {
        self.keep(item, None).await.map(|_| ())
    }

    async fn insert_once(&self, item: &Item, attempt: &Attempt) -> Result<ItemId, RepositoryError> {
        self.keep(item, Some(attempt)).await
    }

    async fn find(&self, id: ItemId) -> Result<Option<Item>, RepositoryError> {
        let row = sqlx::query_as!(
            Row,
            r#"SELECT id AS "id: Uuid", name, version FROM items WHERE id = $1"#,
            Uuid::from(id),
        )
        .fetch_optional(&self.pool)
        .await
        .map_err(failure)?;
        row.map(Row::restore)
            .transpose()
            .map_err(RepositoryError::Corrupt)
    }

    async fn update(&self, item: &Item, expected: Version) -> Result<(), RepositoryError> {
        let updated = sqlx::query!(
            "UPDATE items SET name = $1, version = $2 WHERE id = $3 AND version = $4",
            item.name().as_str(),
            i64::from(item.version().get()),
            Uuid::from(item.id()),
            i64::from(expected.get()),
        )
        .execute(self.writer())
        .await
        .map_err(failure)?;
        if updated.rows_affected() == 0 {
            return Err(RepositoryError::Stale);
        }
        Ok(())
    }

    async fn list(&self, selection: Selection) -> Result<Vec<Item>, RepositoryError> {
        // Every id is greater than nil.
        let after = selection.after.map_or(Uuid::nil(), Uuid::from);
        let rows = sqlx::query_as!(
            Row,
            r#"SELECT id AS "id: Uuid", name, version FROM items WHERE id > $1 ORDER BY id LIMIT $2"#,
            after,
            i64::from(selection.limit),
        )
        .fetch_all(&self.pool)
        .await
        .map_err(failure)?;
        rows.into_iter()
            .map(|row| row.restore().map_err(RepositoryError::Corrupt))
            .collect()
    }
}

impl Store {
    /// Keeps a new item and notes the attempt that made it, both or neither; the item's id, or that of
    /// the one which the attempt made before.
    async fn keep(
        &self,
        item: &Item,
        attempt: Option<&Attempt>,
    ) -> Result<ItemId, RepositoryError> {
        let mut transaction = self.writer().begin().await.map_err(failure)?;
        if let Some(attempt) = attempt {
            let noted = attempts::note(&mut transaction, attempt, item.id().into()).await;
            match noted.map_err(failure)? {
                Noted::First => {}
                Noted::Repeated(made) => return Ok(made.into()),
                Noted::KeyReused => return Err(RepositoryError::KeyReused),
            }
        }
        sqlx::query!(
            "INSERT INTO items (id, name, version) VALUES ($1, $2, $3)",
            Uuid::from(item.id()),
            item.name().as_str(),
            i64::from(item.version().get()),
        )
        .execute(&mut *transaction)
        .await
        .map_err(failure)?;
        transaction.commit().await.map_err(failure)?;
        Ok(item.id())
    }
}

struct Row {
    id: Uuid,
    name: String,
    version: i64,
}

impl Row {
    fn restore(self) -> Result<Item, Box<dyn Error + Send + Sync>> {
        let version = u32::try_from(self.version)?.into();
        Ok(Item::restore(self.id.into(), self.name.parse()?, version))
    }
}

/// A value of another type than its column's is the fault of what is kept, not of the database.
fn failure(error: sqlx::Error) -> RepositoryError {
    match error {
        sqlx::Error::ColumnDecode { .. } => RepositoryError::Corrupt(error.into()),
        error => RepositoryError::Unavailable(error.into()),
    }
}
