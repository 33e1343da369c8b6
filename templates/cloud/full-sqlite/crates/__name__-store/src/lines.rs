use domain::Order;
use sqlx::SqliteConnection;
use uuid::Uuid;

/// Makes the stored lines those of `order`.
pub(crate) async fn replace(connection: &mut SqliteConnection, order: &Order) -> sqlx::Result<()> {
    let id = Uuid::from(order.id());
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
