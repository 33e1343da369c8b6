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
/// second waits here until the first is committed, or given up.
pub(crate) async fn note(
    connection: &mut PgConnection,
    attempt: &Attempt,
    makes: Uuid,
) -> sqlx::Result<Noted> {
    let (caller, key) = (attempt.key.caller(), attempt.key.as_str());
    sqlx::query!("DELETE FROM attempts WHERE made < $1", attempt.known_from)
        .execute(&mut *connection)
        .await?;
    let noted = sqlx::query!(
        "INSERT INTO attempts (caller, key, request, made) VALUES ($1, $2, $3, $4)
         ON CONFLICT (caller, key) DO NOTHING",
        caller,
        key,
        attempt.request,
        makes,
    )
    .execute(&mut *connection)
    .await?;
    if noted.rows_affected() == 1 {
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
