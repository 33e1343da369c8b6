use domain::Order;
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use crate::entities::order_line::{Column, Entity, Model};

/// Makes the stored lines those of `order`, and touches nothing if they are.
pub(crate) async fn keep(transaction: &DatabaseTransaction, order: &Order) -> Result<(), DbErr> {
    let id = Uuid::from(order.id());
    let lines: Vec<_> = order
        .lines()
        .iter()
        .map(|line| Model {
            order_id: id,
            sku: line.sku.to_string(),
            quantity: line.quantity.get().into(),
            unit_price: line.unit_price.minor(),
        })
        .collect();
    let stored = Entity::find()
        .filter(Column::OrderId.eq(id))
        .all(transaction)
        .await?;
    if stored.len() == lines.len() && lines.iter().all(|line| stored.contains(line)) {
        return Ok(());
    }

    Entity::delete_many()
        .filter(Column::OrderId.eq(id))
        .exec(transaction)
        .await?;
    // One statement, however many lines there are; of none there is nothing to ask.
    Entity::insert_many(lines.into_iter().map(Model::into_active_model))
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}
