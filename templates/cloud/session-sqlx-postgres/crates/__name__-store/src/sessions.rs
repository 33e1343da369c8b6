use sqlx::PgConnection;
use uuid::Uuid;

/// Forgets the oldest that have ended: more than one for each that begins, so that none are left in the
/// end, and never so many that it takes long. Those that somebody else is forgetting are passed over.
pub(crate) async fn forget(connection: &mut PgConnection, known_from: Uuid) -> sqlx::Result<()> {
    sqlx::query!(
        // An array is made once, and looked up in the index, whatever the planner takes the table for.
        "DELETE FROM sessions WHERE token_hash = ANY (ARRAY
            (SELECT token_hash FROM sessions WHERE began < $1 ORDER BY began LIMIT 100
             FOR UPDATE SKIP LOCKED))",
        known_from,
    )
    .execute(connection)
    .await?;
    Ok(())
}
