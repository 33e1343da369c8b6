use domain::Attempt;
use sea_orm::sea_query::{LockBehavior, LockType, OnConflict};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use crate::entities::attempt::{Column, Entity, Model};

/// How many are forgotten at once: more than one, so that none are left in the end, and never so many that
/// it takes long.
const FORGOTTEN_AT_ONCE: u64 = 100;

/// What is known of an attempt.
pub(crate) enum Noted {
    /// It is the first with its key.
    First,
    /// It was made before, and made what has this id.
    Repeated(Uuid),
    /// Its key is that of an attempt to make something else.
    KeyReused,
}

/// Notes that the attempt makes what has this id, unless it made something before. Of two at once the
/// second waits here until the first is committed, or given up. A key that has expired is free, whether or
/// not it has been forgotten.
pub(crate) async fn note(
    transaction: &DatabaseTransaction,
    attempt: &Attempt,
    makes: Uuid,
) -> Result<Noted, DbErr> {
    let key = (
        attempt.key.caller().to_owned(),
        attempt.key.as_str().to_owned(),
    );
    let row = Model {
        caller: key.0.clone(),
        key: key.1.clone(),
        request: attempt.request.clone(),
        made: makes,
    };
    let noted = Entity::insert(row.into_active_model())
        .on_conflict(
            OnConflict::columns([Column::Caller, Column::Key])
                .update_columns([Column::Request, Column::Made])
                .action_and_where(Column::Made.lt(attempt.known_from))
                .to_owned(),
        )
        .exec_without_returning(transaction)
        .await?;
    if noted == 1 {
        forget(transaction, attempt.known_from).await?;
        return Ok(Noted::First);
    }

    let first = Entity::find_by_id(key).one(transaction).await?;
    let first = first.ok_or_else(|| DbErr::RecordNotFound("an attempt".to_owned()))?;
    Ok(if first.request == attempt.request {
        Noted::Repeated(first.made)
    } else {
        Noted::KeyReused
    })
}

/// Forgets the oldest that have expired. Those that somebody else is forgetting are passed over, where the
/// database knows locks of rows.
async fn forget(transaction: &DatabaseTransaction, known_from: Uuid) -> Result<(), DbErr> {
    let oldest: Vec<Uuid> = Entity::find()
        .select_only()
        .column(Column::Made)
        .filter(Column::Made.lt(known_from))
        .order_by_asc(Column::Made)
        .limit(FORGOTTEN_AT_ONCE)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_tuple()
        .all(transaction)
        .await?;
    if !oldest.is_empty() {
        // A statement of its own: as part of this one the first may be asked again for each row.
        Entity::delete_many()
            .filter(Column::Made.is_in(oldest))
            .exec(transaction)
            .await?;
    }
    Ok(())
}
