use domain::{Line, Order};
use sqlx::PgConnection;
use uuid::Uuid;

/// Makes the stored lines those of `order`, and touches nothing if they are.
pub(crate) async fn keep(connection: &mut PgConnection, order: &Order) -> sqlx::Result<()> {
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
    let (mut skus, mut quantities, mut unit_prices) = (Vec::new(), Vec::new(), Vec::new());
    for line in order.lines() {
        skus.push(line.sku.to_string());
        quantities.push(i64::from(line.quantity.get()));
        unit_prices.push(line.unit_price.minor());
    }
    // A column of values for each array: one round trip, however many lines there are.
    sqlx::query!(
        "INSERT INTO order_lines (order_id, sku, quantity, unit_price)
         SELECT $1::uuid, * FROM UNNEST($2::text[], $3::bigint[], $4::bigint[])",
        id,
        &skus,
        &quantities,
        &unit_prices,
    )
    .execute(&mut *connection)
    .await?;
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
