use domain::Attempt;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    TryInsertResult,
};
use uuid::Uuid;

use crate::entities::attempt::{Column, Entity, Model};

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
/// second waits here until the first is committed, or given up.
pub(crate) async fn note(
    transaction: &DatabaseTransaction,
    attempt: &Attempt,
    makes: Uuid,
) -> Result<Noted, DbErr> {
    let key = (
        attempt.key.caller().to_owned(),
        attempt.key.as_str().to_owned(),
    );
    Entity::delete_many()
        .filter(Column::Made.lt(attempt.known_from))
        .exec(transaction)
        .await?;
    let row = Model {
        caller: key.0.clone(),
        key: key.1.clone(),
        request: attempt.request.clone(),
        made: makes,
    };
    let noted = Entity::insert(row.into_active_model())
        .on_conflict_do_nothing_on([Column::Caller, Column::Key])
        .exec_without_returning(transaction)
        .await?;
    if matches!(noted, TryInsertResult::Inserted(1)) {
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
