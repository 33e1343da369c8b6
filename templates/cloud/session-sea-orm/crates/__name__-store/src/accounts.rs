use std::error::Error;

use auth::{
    Account, AccountRepository, BoxFuture, Digest, Name, PasswordHash, RepositoryError, Role,
    Session,
};
use sea_orm::sea_query::{LockBehavior, LockType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, RuntimeErr, TransactionTrait,
    TryInsertResult,
};
use uuid::Uuid;

use crate::entities::{account, session};
use crate::pool::Store;

/// How many sessions are forgotten at once: more than one, so that none are left in the end, and never so
/// many that it takes long.
const FORGOTTEN_AT_ONCE: u64 = 100;

impl AccountRepository for Store {
    fn insert<'a>(&'a self, account: &'a Account) -> BoxFuture<'a, ()> {
        Box::pin(async {
            let row = account::Model {
                id: account.id,
                name: account.name.as_str().to_owned(),
                role: account.role.to_string(),
                password_hash: account.password.as_str().to_owned(),
            };
            let inserted = account::Entity::insert(row.into_active_model())
                .on_conflict_do_nothing_on([account::Column::Name])
                .exec_without_returning(&self.writing())
                .await
                .map_err(failure)?;
            match inserted {
                TryInsertResult::Inserted(1) => Ok(()),
                _ => Err(RepositoryError::NameTaken),
            }
        })
    }

    fn find<'a>(&'a self, name: &'a Name) -> BoxFuture<'a, Option<Account>> {
        Box::pin(async {
            let row = account::Entity::find()
                .filter(account::Column::Name.eq(name.as_str()))
                .one(&self.database())
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
            let updated = account::Entity::update_many()
                .set(account::ActiveModel {
                    role: Set(role.to_string()),
                    ..Default::default()
                })
                .filter(account::Column::Name.eq(name.as_str()))
                .exec(&self.writing())
                .await
                .map_err(failure)?;
            Ok(updated.rows_affected > 0)
        })
    }

    fn set_password<'a>(
        &'a self,
        name: &'a Name,
        password: &'a PasswordHash,
    ) -> BoxFuture<'a, bool> {
        Box::pin(async {
            let transaction = self.writing().begin().await.map_err(failure)?;
            let updated = account::Entity::update_many()
                .set(account::ActiveModel {
                    password_hash: Set(password.as_str().to_owned()),
                    ..Default::default()
                })
                .filter(account::Column::Name.eq(name.as_str()))
                .exec(&transaction)
                .await
                .map_err(failure)?;
            let its = account::Entity::find()
                .select_only()
                .column(account::Column::Id)
                .filter(account::Column::Name.eq(name.as_str()));
            session::Entity::delete_many()
                .filter(session::Column::Account.in_subquery(its.into_query()))
                .exec(&transaction)
                .await
                .map_err(failure)?;
            transaction.commit().await.map_err(failure)?;
            Ok(updated.rows_affected > 0)
        })
    }

    fn begin<'a>(
        &'a self,
        session: &'a Session,
        verified: &'a PasswordHash,
        replaced: Option<&'a Digest>,
    ) -> BoxFuture<'a, bool> {
        Box::pin(async move {
            let transaction = self.writing().begin().await.map_err(failure)?;
            // Writing comes first: of this and a change of password the second waits here.
            let standing = account::Entity::update_many()
                .set(account::ActiveModel {
                    password_hash: Set(verified.as_str().to_owned()),
                    ..Default::default()
                })
                .filter(account::Column::Id.eq(session.account))
                .filter(account::Column::PasswordHash.eq(verified.as_str()))
                .exec(&transaction)
                .await
                .map_err(failure)?;
            if standing.rows_affected == 0 {
                return Ok(false);
            }
            if let Some(token) = replaced {
                session::Entity::delete_by_id(token.as_bytes().to_owned())
                    .exec(&transaction)
                    .await
                    .map_err(failure)?;
            }
            forget(&transaction, session.known_from)
                .await
                .map_err(failure)?;
            let row = session::Model {
                token_hash: session.token.as_bytes().to_owned(),
                account: session.account,
                began: session.began,
            };
            session::Entity::insert(row.into_active_model())
                .exec_without_returning(&transaction)
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
            let known = session::Entity::find_by_id(token.as_bytes().to_owned())
                .select_only()
                .column(session::Column::Account)
                .filter(session::Column::Began.gte(known_from));
            let row: Option<(String, String)> = account::Entity::find()
                .select_only()
                .columns([account::Column::Name, account::Column::Role])
                .filter(account::Column::Id.in_subquery(known.into_query()))
                .into_tuple()
                .one(&self.database())
                .await
                .map_err(failure)?;
            row.map(|(name, role)| {
                let name = name.parse().map_err(corrupt)?;
                Ok((name, role.parse().map_err(corrupt)?))
            })
            .transpose()
        })
    }

    fn end<'a>(&'a self, token: &'a Digest) -> BoxFuture<'a, ()> {
        Box::pin(async {
            session::Entity::delete_by_id(token.as_bytes().to_owned())
                .exec(&self.writing())
                .await
                .map_err(failure)?;
            Ok(())
        })
    }
}

/// Forgets the oldest that have ended. Those that somebody else is forgetting are passed over, where the
/// database knows locks of rows.
async fn forget(transaction: &DatabaseTransaction, known_from: Uuid) -> Result<(), DbErr> {
    let oldest: Vec<Vec<u8>> = session::Entity::find()
        .select_only()
        .column(session::Column::TokenHash)
        .filter(session::Column::Began.lt(known_from))
        .order_by_asc(session::Column::Began)
        .limit(FORGOTTEN_AT_ONCE)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_tuple()
        .all(transaction)
        .await?;
    if !oldest.is_empty() {
        // A statement of its own: as part of this one the first may be asked again for each row.
        session::Entity::delete_many()
            .filter(session::Column::TokenHash.is_in(oldest))
            .exec(transaction)
            .await?;
    }
    Ok(())
}

fn corrupt(error: impl Error + Send + Sync + 'static) -> RepositoryError {
    RepositoryError::Corrupt(error.into())
}

/// A value of another type than its column's is the fault of what is kept, not of the database.
fn failure(error: DbErr) -> RepositoryError {
    match &error {
        DbErr::Query(RuntimeErr::SqlxError(cause))
            if matches!(**cause, sqlx::Error::ColumnDecode { .. }) =>
        {
            RepositoryError::Corrupt(error.into())
        }
        _ => RepositoryError::Unavailable(error.into()),
    }
}
