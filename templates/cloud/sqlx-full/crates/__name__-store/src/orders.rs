use std::error::Error;

use domain::{
    Attempt, Line, Money, Order, OrderId, OrderParts, OrderRepository, RepositoryError, Selection,
    Version,
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::attempts::{self, Noted};
use crate::lines;
use crate::pool::Store;

/// Asks for orders, each with its lines; sorted by id, which keeps the rows of one together.
macro_rules! select {
    ($orders:literal, $($argument:expr),+ $(,)?) => {
        sqlx::query_as!(
            Row,
            r#"SELECT o.id AS "id: Uuid", o.reference, o.currency, o.state, o.version,
                      o.created_at AS "created_at: OffsetDateTime",
                      l.sku AS "sku?", l.quantity AS "quantity?", l.unit_price AS "unit_price?"
               FROM "# + $orders + r#" o LEFT JOIN order_lines l ON l.order_id = o.id
               ORDER BY o.id"#,
            $($argument),+
        )
    };
}

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
        let rows = select!("(SELECT * FROM orders WHERE id = $1)", Uuid::from(id))
            .fetch_all(&self.pool)
            .await
            .map_err(failure)?;
        Ok(restore_all(&rows)?.pop())
    }

    async fn update(&self, order: &Order, expected: Version) -> Result<(), RepositoryError> {
        let mut transaction = self.writer().begin().await.map_err(failure)?;
        // Writing comes first: of two writers the second waits here, then finds another version.
        let updated = sqlx::query!(
            "UPDATE orders SET state = $1, version = $2 WHERE id = $3 AND version = $4",
            order.state().as_str(),
            i64::from(order.version().get()),
            Uuid::from(order.id()),
            i64::from(expected.get()),
        )
        .execute(&mut *transaction)
        .await
        .map_err(failure)?;
        if updated.rows_affected() == 0 {
            return Err(RepositoryError::Stale);
        }
        lines::keep(&mut transaction, order)
            .await
            .map_err(failure)?;
        transaction.commit().await.map_err(failure)
    }

    async fn list(&self, selection: Selection) -> Result<Vec<Order>, RepositoryError> {
        // Every id is greater than nil.
        let after = selection.after.map_or(Uuid::nil(), Uuid::from);
        let limit = i64::from(selection.limit);
        // Two statements, for each of which there is an index that has its rows in this order.
        let rows = match selection.state {
            None => {
                select!(
                    "(SELECT * FROM orders WHERE id > $1 ORDER BY id LIMIT $2)",
                    after,
                    limit,
                )
                .fetch_all(&self.pool)
                .await
            }
            Some(state) => {
                select!(
                    "(SELECT * FROM orders WHERE state = $1 AND id > $2 ORDER BY id LIMIT $3)",
                    state.as_str(),
                    after,
                    limit,
                )
                .fetch_all(&self.pool)
                .await
            }
        };
        let rows = rows.map_err(failure)?;
        restore_all(&rows)
    }
}

impl Store {
    /// Keeps a new order and notes the attempt that made it, both or neither; the order's id, or that of
    /// the one which the attempt made before.
    async fn keep(
        &self,
        order: &Order,
        attempt: Option<&Attempt>,
    ) -> Result<OrderId, RepositoryError> {
        let mut transaction = self.writer().begin().await.map_err(failure)?;
        if let Some(attempt) = attempt {
            let noted = attempts::note(&mut transaction, attempt, order.id().into()).await;
            match noted.map_err(failure)? {
                Noted::First => {}
                Noted::Repeated(made) => return Ok(made.into()),
                Noted::KeyReused => return Err(RepositoryError::KeyReused),
            }
        }
        let inserted = sqlx::query!(
            "INSERT INTO orders (id, reference, currency, state, version, created_at)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (reference) DO NOTHING",
            Uuid::from(order.id()),
            order.reference().as_str(),
            order.currency().to_string(),
            order.state().as_str(),
            i64::from(order.version().get()),
            order.created_at(),
        )
        .execute(&mut *transaction)
        .await
        .map_err(failure)?;
        if inserted.rows_affected() == 0 {
            return Err(RepositoryError::DuplicateReference);
        }
        lines::keep(&mut transaction, order)
            .await
            .map_err(failure)?;
        transaction.commit().await.map_err(failure)?;
        Ok(order.id())
    }
}

/// An order and one of its lines, or none.
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
fn failure(error: sqlx::Error) -> RepositoryError {
    match error {
        sqlx::Error::ColumnDecode { .. } => RepositoryError::Corrupt(error.into()),
        error => RepositoryError::Unavailable(error.into()),
    }
}
