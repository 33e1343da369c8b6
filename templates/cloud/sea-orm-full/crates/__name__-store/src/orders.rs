use std::error::Error;

use domain::{
    Attempt, Line, Money, Order, OrderId, OrderParts, OrderRepository, RepositoryError, Selection,
    Version,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DatabaseConnection, DbErr, EntityTrait,
    FromQueryResult, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, QueryTrait, RuntimeErr,
    TransactionTrait, TryInsertResult,
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::attempts::{self, Noted};
use crate::entities::{order, order_line};
use crate::lines;
use crate::pool::Store;

impl OrderRepository for Store {
    async fn insert(&self, order: &Order) -> Result<(), RepositoryError> {
        self.keep(order, None).await.map(|_| ())
    }

    async fn insert_once(
        &self,
        order: &Order,
        attempt: &Attempt,
    ) -> Result<OrderId, RepositoryError> {
        self.keep(order, Some(attempt)).await
    }

    async fn find(&self, id: OrderId) -> Result<Option<Order>, RepositoryError> {
        let wanted = order::Column::Id.eq(Uuid::from(id));
        Ok(self.select(wanted.into()).await?.pop())
    }

    async fn update(&self, order: &Order, expected: Version) -> Result<(), RepositoryError> {
        let transaction = self.writing().begin().await.map_err(failure)?;
        // Writing comes first: of two writers the second waits here, then finds another version.
        let updated = order::Entity::update_many()
            .set(order::ActiveModel {
                state: Set(order.state().as_str().to_owned()),
                version: Set(order.version().get().into()),
                ..Default::default()
            })
            .filter(order::Column::Id.eq(Uuid::from(order.id())))
            .filter(order::Column::Version.eq(i64::from(expected.get())))
            .exec(&transaction)
            .await
            .map_err(failure)?;
        if updated.rows_affected == 0 {
            return Err(RepositoryError::Stale);
        }
        lines::keep(&transaction, order).await.map_err(failure)?;
        transaction.commit().await.map_err(failure)
    }

    async fn list(&self, selection: Selection) -> Result<Vec<Order>, RepositoryError> {
        // Every id is greater than nil.
        let after = selection.after.map_or(Uuid::nil(), Uuid::from);
        // There is an index that has these in this order, of one state and of all.
        let page = order::Entity::find()
            .select_only()
            .column(order::Column::Id)
            .apply_if(selection.state, |page, state| {
                page.filter(order::Column::State.eq(state.as_str()))
            })
            .filter(order::Column::Id.gt(after))
            .order_by_asc(order::Column::Id)
            .limit(u64::from(selection.limit));
        let wanted = order::Column::Id.in_subquery(page.into_query());
        self.select(wanted.into()).await
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

    /// Keeps a new order and notes the attempt that made it, both or neither; the order's id, or that of
    /// the one which the attempt made before.
    async fn keep(
        &self,
        order: &Order,
        attempt: Option<&Attempt>,
    ) -> Result<OrderId, RepositoryError> {
        let transaction = self.writing().begin().await.map_err(failure)?;
        if let Some(attempt) = attempt {
            let noted = attempts::note(&transaction, attempt, order.id().into()).await;
            match noted.map_err(failure)? {
                Noted::First => {}
                Noted::Repeated(made) => return Ok(made.into()),
                Noted::KeyReused => return Err(RepositoryError::KeyReused),
            }
        }
        let row = order::Model {
            id: order.id().into(),
            reference: order.reference().as_str().to_owned(),
            currency: order.currency().to_string(),
            state: order.state().as_str().to_owned(),
            version: order.version().get().into(),
            created_at: order.created_at(),
        };
        let inserted = order::Entity::insert(row.into_active_model())
            .on_conflict_do_nothing_on([order::Column::Reference])
            .exec_without_returning(&transaction)
            .await
            .map_err(failure)?;
        if !matches!(inserted, TryInsertResult::Inserted(1)) {
            return Err(RepositoryError::DuplicateReference);
        }
        lines::keep(&transaction, order).await.map_err(failure)?;
        transaction.commit().await.map_err(failure)?;
        Ok(order.id())
    }

    /// The orders that are wanted, each with its lines; sorted by id, which keeps the rows of one
    /// together. One statement: between two somebody could change the order.
    async fn select(&self, wanted: Condition) -> Result<Vec<Order>, RepositoryError> {
        // Not `find_with_related`: to that a line which cannot be read is none.
        let rows = order::Entity::find()
            .left_join(order_line::Entity)
            .columns([
                order_line::Column::Sku,
                order_line::Column::Quantity,
                order_line::Column::UnitPrice,
            ])
            .filter(wanted)
            .order_by_asc(order::Column::Id)
            .into_model::<Row>()
            .all(&self.database())
            .await
            .map_err(failure)?;
        restore_all(&rows)
    }
}

/// An order and one of its lines, or none.
#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    reference: String,
    currency: String,
    state: String,
    version: i64,
    created_at: OffsetDateTime,
    sku: Option<String>,
    quantity: Option<i64>,
    unit_price: Option<i64>,
}

/// The orders of these rows, in which the lines of one order stand together.
fn restore_all(rows: &[Row]) -> Result<Vec<Order>, RepositoryError> {
    rows.chunk_by(|a, b| a.id == b.id)
        .map(|rows| restore(rows).map_err(RepositoryError::Corrupt))
        .collect()
}

fn restore(rows: &[Row]) -> Result<Order, Box<dyn Error + Send + Sync>> {
    let first = &rows[0];
    let currency = first.currency.parse()?;
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        if let (Some(sku), Some(quantity), Some(price)) = (&row.sku, row.quantity, row.unit_price) {
            lines.push(Line {
                sku: sku.parse()?,
                quantity: u32::try_from(quantity)?.try_into()?,
                unit_price: Money::new(price, currency)?,
            });
        }
    }
    Ok(Order::restore(OrderParts {
        id: first.id.into(),
        reference: first.reference.parse()?,
        currency,
        state: first.state.parse()?,
        version: u32::try_from(first.version)?.into(),
        created_at: first.created_at,
        lines,
    })?)
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
