use domain::Attempt;
use sqlx::PgConnection;
use uuid::Uuid;

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
    connection: &mut PgConnection,
    attempt: &Attempt,
    makes: Uuid,
) -> sqlx::Result<Noted> {
    let (caller, key) = (attempt.key.caller(), attempt.key.as_str());
    let noted = sqlx::query!(
        "INSERT INTO attempts (caller, key, request, made) VALUES ($1, $2, $3, $4)
         ON CONFLICT (caller, key) DO UPDATE SET request = excluded.request, made = excluded.made
         WHERE attempts.made < $5",
        caller,
        key,
        attempt.request,
        makes,
        attempt.known_from,
    )
    .execute(&mut *connection)
    .await?;
    if noted.rows_affected() == 1 {
        forget(connection, attempt.known_from).await?;
        return Ok(Noted::First);
    }

    let first = sqlx::query!(
        r#"SELECT request, made AS "made: Uuid" FROM attempts WHERE caller = $1 AND key = $2"#,
        caller,
        key,
    )
    .fetch_one(&mut *connection)
    .await?;
    Ok(if first.request == attempt.request {
        Noted::Repeated(first.made)
    } else {
        Noted::KeyReused
    })
}

/// Forgets the oldest that have expired: more than one for each that is noted, so that none are left in
/// the end, and never so many that it takes long. Those that somebody else is forgetting are passed over.
async fn forget(connection: &mut PgConnection, known_from: Uuid) -> sqlx::Result<()> {
    sqlx::query!(
        // An array is made once, and looked up in the index, whatever the planner takes the table for.
        "DELETE FROM attempts WHERE made = ANY (ARRAY
            (SELECT made FROM attempts WHERE made < $1 ORDER BY made LIMIT 100
             FOR UPDATE SKIP LOCKED))",
        known_from,
    )
    .execute(connection)
    .await?;
    Ok(())
}
