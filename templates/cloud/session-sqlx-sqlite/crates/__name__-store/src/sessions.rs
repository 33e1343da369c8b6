use sqlx::SqliteConnection;
use uuid::Uuid;

/// Forgets the oldest that have ended: more than one for each that begins, so that none are left in the
/// end, and never so many that it takes long.
pub(crate) async fn forget(
    connection: &mut SqliteConnection,
    known_from: Uuid,
) -> sqlx::Result<()> {
    sqlx::query!(
        "DELETE FROM sessions WHERE token_hash IN
            (SELECT token_hash FROM sessions WHERE began < $1 ORDER BY began LIMIT 100)",
        known_from,
    )
    .execute(connection)
    .await?;
    Ok(())
}
