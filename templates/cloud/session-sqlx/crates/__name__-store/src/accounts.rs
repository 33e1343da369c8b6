use std::error::Error;

use auth::{
    Account, AccountRepository, Answer, Digest, Name, PasswordHash, RepositoryError, Role, Session,
};
use uuid::Uuid;

use crate::pool::Store;

impl AccountRepository for Store {
    fn insert<'a>(&'a self, account: &'a Account) -> Answer<'a, ()> {
        Box::pin(async {
            let inserted = sqlx::query!(
                "INSERT INTO accounts (id, name, role, password) VALUES ($1, $2, $3, $4)
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

    fn find<'a>(&'a self, name: &'a Name) -> Answer<'a, Option<Account>> {
        Box::pin(async {
            let row = sqlx::query!(
                r#"SELECT id AS "id: Uuid", role, password FROM accounts WHERE name = $1"#,
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
                    password: PasswordHash::new(row.password),
                })
            })
            .transpose()
        })
    }

    fn set_role<'a>(&'a self, name: &'a Name, role: Role) -> Answer<'a, bool> {
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

    fn begin<'a>(&'a self, session: &'a Session, replaced: Option<&'a Digest>) -> Answer<'a, ()> {
        Box::pin(async move {
            let mut transaction = self.writer().begin().await.map_err(failure)?;
            sqlx::query!(
                "DELETE FROM sessions WHERE began < $1 OR token = $2",
                session.known_from,
                replaced.map(Digest::as_bytes),
            )
            .execute(&mut *transaction)
            .await
            .map_err(failure)?;
            sqlx::query!(
                "INSERT INTO sessions (token, account, began) VALUES ($1, $2, $3)",
                session.token.as_bytes(),
                session.account,
                session.began,
            )
            .execute(&mut *transaction)
            .await
            .map_err(failure)?;
            transaction.commit().await.map_err(failure)
        })
    }

    fn account_of<'a>(
        &'a self,
        token: &'a Digest,
        known_from: Uuid,
    ) -> Answer<'a, Option<(Name, Role)>> {
        Box::pin(async move {
            let row = sqlx::query!(
                "SELECT a.name, a.role FROM sessions s JOIN accounts a ON a.id = s.account
                 WHERE s.token = $1 AND s.began >= $2",
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

    fn end<'a>(&'a self, token: &'a Digest) -> Answer<'a, ()> {
        Box::pin(async {
            sqlx::query!("DELETE FROM sessions WHERE token = $1", token.as_bytes())
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
