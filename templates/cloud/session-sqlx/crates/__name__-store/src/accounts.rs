use std::error::Error;

use auth::{
    Account, AccountRepository, BoxFuture, Digest, Name, PasswordHash, RepositoryError, Role,
    Session,
};
use uuid::Uuid;

use crate::pool::Store;
use crate::sessions;

impl AccountRepository for Store {
    fn insert<'a>(&'a self, account: &'a Account) -> BoxFuture<'a, ()> {
        Box::pin(async {
            let inserted = sqlx::query!(
                "INSERT INTO accounts (id, name, role, password_hash) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (name) DO NOTHING",
                account.id,
                account.name.as_str(),
                account.role.as_str(),
                account.password.as_str(),
            )
            .execute(self.writer())
            .await
            .map_err(failure)?;
            match inserted.rows_affected() {
                0 => Err(RepositoryError::NameTaken),
                _ => Ok(()),
            }
        })
    }

    fn find<'a>(&'a self, name: &'a Name) -> BoxFuture<'a, Option<Account>> {
        Box::pin(async {
            let row = sqlx::query!(
                r#"SELECT id AS "id: Uuid", role, password_hash FROM accounts WHERE name = $1"#,
                name.as_str(),
            )
            .fetch_optional(&self.pool)
            .await
            .map_err(failure)?;
            row.map(|row| {
                Ok(Account {
                    id: row.id,
                    name: name.clone(),
                    role: row.role.parse().map_err(corrupt)?,
                    password: PasswordHash::new(row.password_hash),
                })
            })
            .transpose()
        })
    }

    fn set_role<'a>(&'a self, name: &'a Name, role: Role) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            let updated = sqlx::query!(
                "UPDATE accounts SET role = $1 WHERE name = $2",
                role.as_str(),
                name.as_str(),
            )
            .execute(self.writer())
            .await
            .map_err(failure)?;
            Ok(updated.rows_affected() > 0)
        })
    }

    fn set_password<'a>(
        &'a self,
        name: &'a Name,
        password: &'a PasswordHash,
    ) -> BoxFuture<'a, bool> {
        Box::pin(async {
            let mut transaction = self.writer().begin().await.map_err(failure)?;
            let updated = sqlx::query!(
                "UPDATE accounts SET password_hash = $1 WHERE name = $2",
                password.as_str(),
                name.as_str(),
            )
            .execute(&mut *transaction)
            .await
            .map_err(failure)?;
            sqlx::query!(
                "DELETE FROM sessions
                 WHERE account = (SELECT id FROM accounts WHERE name = $1)",
                name.as_str(),
            )
            .execute(&mut *transaction)
            .await
            .map_err(failure)?;
            transaction.commit().await.map_err(failure)?;
            Ok(updated.rows_affected() > 0)
        })
    }

    fn begin<'a>(
        &'a self,
        session: &'a Session,
        verified: &'a PasswordHash,
        replaced: Option<&'a Digest>,
    ) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            let mut transaction = self.writer().begin().await.map_err(failure)?;
            // Writing comes first: of this and a change of password the second waits here.
            let standing = sqlx::query!(
                "UPDATE accounts SET password_hash = password_hash
                 WHERE id = $1 AND password_hash = $2",
                session.account,
                verified.as_str(),
            )
            .execute(&mut *transaction)
            .await
            .map_err(failure)?;
            if standing.rows_affected() == 0 {
                return Ok(false);
            }
            if let Some(token) = replaced.map(Digest::as_bytes) {
                sqlx::query!("DELETE FROM sessions WHERE token_hash = $1", token)
                    .execute(&mut *transaction)
                    .await
                    .map_err(failure)?;
            }
            sessions::forget(&mut transaction, session.known_from)
                .await
                .map_err(failure)?;
            sqlx::query!(
                "INSERT INTO sessions (token_hash, account, began) VALUES ($1, $2, $3)",
                session.token.as_bytes(),
                session.account,
                session.began,
            )
            .execute(&mut *transaction)
            .await
            .map_err(failure)?;
            transaction.commit().await.map_err(failure)?;
            Ok(true)
        })
    }

    fn account_of<'a>(
        &'a self,
        token: &'a Digest,
        known_from: Uuid,
    ) -> BoxFuture<'a, Option<(Name, Role)>> {
        Box::pin(async move {
            let row = sqlx::query!(
                "SELECT a.name, a.role FROM sessions s JOIN accounts a ON a.id = s.account
                 WHERE s.token_hash = $1 AND s.began >= $2",
                token.as_bytes(),
                known_from,
            )
            .fetch_optional(&self.pool)
            .await
            .map_err(failure)?;
            row.map(|row| {
                let name = row.name.parse().map_err(corrupt)?;
                Ok((name, row.role.parse().map_err(corrupt)?))
            })
            .transpose()
        })
    }

    fn end<'a>(&'a self, token: &'a Digest) -> BoxFuture<'a, ()> {
        Box::pin(async {
            let token = token.as_bytes();
            sqlx::query!("DELETE FROM sessions WHERE token_hash = $1", token)
                .execute(self.writer())
                .await
                .map_err(failure)?;
            Ok(())
        })
    }
}

fn corrupt(error: impl Error + Send + Sync + 'static) -> RepositoryError {
    RepositoryError::Corrupt(error.into())
}

/// A value of another type than its column's is the fault of what is kept, not of the database.
fn failure(error: sqlx::Error) -> RepositoryError {
    match error {
        sqlx::Error::ColumnDecode { .. } => RepositoryError::Corrupt(error.into()),
        error => RepositoryError::Unavailable(error.into()),
    }
}
