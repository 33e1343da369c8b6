use domain::{Line, Order};
use sqlx::SqliteConnection;
use uuid::Uuid;

/// Makes the stored lines those of `order`, and touches nothing if they are.
pub(crate) async fn keep(connection: &mut SqliteConnection, order: &Order) -> sqlx::Result<()> {
    let id = Uuid::from(order.id());
    let stored = sqlx::query_as!(
        Row,
        "SELECT sku, quantity, unit_price FROM order_lines WHERE order_id = $1",
        id,
    )
    .fetch_all(&mut *connection)
    .await?;
    let is_stored = |line: &Line| stored.iter().any(|row| row.holds(line));
    if stored.len() == order.lines().len() && order.lines().iter().all(is_stored) {
        return Ok(());
    }

    sqlx::query!("DELETE FROM order_lines WHERE order_id = $1", id)
        .execute(&mut *connection)
        .await?;
    // The database runs in this process: a statement for each line costs no round trip.
    for line in order.lines() {
        sqlx::query!(
            "INSERT INTO order_lines (order_id, sku, quantity, unit_price)
             VALUES ($1, $2, $3, $4)",
            id,
            line.sku.as_str(),
            i64::from(line.quantity.get()),
            line.unit_price.minor(),
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

struct Row {
    sku: String,
    quantity: i64,
    unit_price: i64,
}

impl Row {
    fn holds(&self, line: &Line) -> bool {
        self.sku == line.sku.as_str()
            && self.quantity == i64::from(line.quantity.get())
            && self.unit_price == line.unit_price.minor()
    }
}
