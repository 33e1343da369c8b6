//! The table `orders`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "orders")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub reference: String,
    pub currency: String,
    pub state: String,
    pub version: i64,
    pub created_at: TimeDateTimeWithTimeZone,
    #[sea_orm(has_many)]
    pub lines: HasMany<super::order_line::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
