use std::error::Error;

use auth::{
    Account, AccountRepository, Answer, Digest, Name, PasswordHash, RepositoryError, Role, Session,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect, QueryTrait, RuntimeErr, TransactionTrait, TryInsertResult,
};
use uuid::Uuid;

use crate::entities::{account, session};
use crate::pool::Store;

impl AccountRepository for Store {
    fn insert<'a>(&'a self, account: &'a Account) -> Answer<'a, ()> {
        Box::pin(async {
            let row = account::Model {
                id: account.id,
                name: account.name.as_str().to_owned(),
                role: account.role.to_string(),
                password: account.password.as_str().to_owned(),
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

    fn find<'a>(&'a self, name: &'a Name) -> Answer<'a, Option<Account>> {
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
                    password: PasswordHash::new(row.password),
                })
            })
            .transpose()
        })
    }

    fn set_role<'a>(&'a self, name: &'a Name, role: Role) -> Answer<'a, bool> {
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

    fn begin<'a>(&'a self, session: &'a Session, replaced: Option<&'a Digest>) -> Answer<'a, ()> {
        Box::pin(async move {
            let transaction = self.writing().begin().await.map_err(failure)?;
            let gone = Condition::any()
                .add(session::Column::Began.lt(session.known_from))
                .add_option(replaced.map(|token| session::Column::Token.eq(token.as_bytes())));
            session::Entity::delete_many()
                .filter(gone)
                .exec(&transaction)
                .await
                .map_err(failure)?;
            let row = session::Model {
                token: session.token.as_bytes().to_owned(),
                account: session.account,
                began: session.began,
            };
            session::Entity::insert(row.into_active_model())
                .exec_without_returning(&transaction)
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
            let known = session::Entity::find_by_id(token.as_bytes().to_owned())
                .select_only()
                .column(session::Column::Account)
                .filter(session::Column::Began.gte(known_from));
            let row = account::Entity::find()
                .filter(account::Column::Id.in_subquery(known.into_query()))
                .one(&self.database())
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
            session::Entity::delete_by_id(token.as_bytes().to_owned())
                .exec(&self.writing())
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
