//! What the repository of accounts promises, over the real database.

mod support;

use std::error::Error;

use auth::{
    Account, AccountRepository, Digest, Name, PasswordHash, RepositoryError, Role, Session, Token,
};
use sqlx::{ConnectOptions, Connection};
use support::{Options, PoolOptions, connect};
use tokio::task::JoinSet;
use uuid::Uuid;

fn name(text: &str) -> Name {
    text.parse().expect("a name")
}

fn account(number: u128, text: &str) -> Account {
    Account {
        id: Uuid::from_u128(number),
        name: name(text),
        role: Role::Viewer,
        password: hash_of(text),
    }
}

/// What is kept of the password of the account with this name.
fn hash_of(text: &str) -> PasswordHash {
    PasswordHash::new(format!("hash of {text}"))
}

fn token(text: &str) -> Digest {
    Token::from(text.to_owned()).digest()
}

/// A session of the account with this number that began at a time.
fn session(text: &str, number: u128, began: u128) -> Session {
    Session {
        token: token(text),
        account: Uuid::from_u128(number),
        began: Uuid::from_u128(began),
        known_from: Uuid::nil(),
    }
}

/// Begins a session of ada's.
async fn begin(repository: &impl AccountRepository, session: &Session, replaced: Option<&Digest>) {
    let kept = repository.begin(session, &hash_of("ada"), replaced).await;
    assert!(kept.expect("the database answers"), "{session:?}");
}

async fn is_known(repository: &impl AccountRepository, text: &str) -> bool {
    let found = repository.account_of(&token(text), Uuid::nil()).await;
    found.expect("the database answers").is_some()
}

#[sqlx::test(migrations = false)]
async fn accounts_are_found_by_name_also_after_a_restart(_: PoolOptions, options: Options) {
    let store = connect(&options).await;
    store.insert(&account(1, "ada")).await.unwrap();
    store.close().await;

    let store = connect(&options).await;
    let found = AccountRepository::find(&store, &name("ada")).await.unwrap();
    let found = found.expect("ada has an account");
    assert_eq!(found.id, Uuid::from_u128(1));
    assert_eq!(found.name, name("ada"));
    assert_eq!(found.role, Role::Viewer);
    assert_eq!(found.password.as_str(), "hash of ada");
    let nobody = AccountRepository::find(&store, &name("eve")).await.unwrap();
    assert!(nobody.is_none(), "{nobody:?}");
    store.close().await;
}

#[sqlx::test(migrations = false)]
async fn of_many_accounts_with_one_name_one_is_kept(_: PoolOptions, options: Options) {
    let store = connect(&options).await;
    let mut attempts = JoinSet::new();
    for number in 1..=16 {
        let store = store.clone();
        attempts.spawn(async move { store.insert(&account(number, "ada")).await });
    }
    let outcomes = attempts.join_all().await;
    let taken = |outcome: &&_| matches!(outcome, Err(RepositoryError::NameTaken));
    assert_eq!(outcomes.iter().filter(taken).count(), 15, "{outcomes:?}");
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    store.close().await;
}

#[sqlx::test(migrations = false)]
async fn another_role_is_seen_by_sessions_that_there_are(_: PoolOptions, options: Options) {
    let store = connect(&options).await;
    store.insert(&account(1, "ada")).await.unwrap();
    begin(&store, &session("a", 1, 5), None).await;
    assert!(store.set_role(&name("ada"), Role::Editor).await.unwrap());
    let found = store.account_of(&token("a"), Uuid::nil()).await.unwrap();
    assert_eq!(found, Some((name("ada"), Role::Editor)));
    assert!(!store.set_role(&name("eve"), Role::Editor).await.unwrap());
    store.close().await;
}

#[sqlx::test(migrations = false)]
async fn another_password_ends_the_sessions_of_an_account(_: PoolOptions, options: Options) {
    let store = connect(&options).await;
    for (number, text) in [(1, "ada"), (2, "eve")] {
        store.insert(&account(number, text)).await.unwrap();
    }
    for text in ["a", "b"] {
        begin(&store, &session(text, 1, 5), None).await;
    }
    let eves = session("c", 2, 5);
    assert!(store.begin(&eves, &hash_of("eve"), None).await.unwrap());
    let other = PasswordHash::new("another hash".to_owned());
    assert!(store.set_password(&name("ada"), &other).await.unwrap());
    let found = AccountRepository::find(&store, &name("ada")).await.unwrap();
    assert_eq!(found.unwrap().password.as_str(), "another hash");
    let found = AccountRepository::find(&store, &name("eve")).await.unwrap();
    assert_eq!(found.unwrap().password.as_str(), "hash of eve");
    for (text, is_there) in [("a", false), ("b", false), ("c", true)] {
        assert_eq!(is_known(&store, text).await, is_there, "{text}");
    }
    assert!(!store.set_password(&name("bob"), &other).await.unwrap());
    store.close().await;
}

#[sqlx::test(migrations = false)]
async fn a_session_begins_with_the_password_that_the_account_has(_: PoolOptions, options: Options) {
    let store = connect(&options).await;
    store.insert(&account(1, "ada")).await.unwrap();
    begin(&store, &session("a", 1, 5), None).await;
    // Who has another, or is nobody.
    for (number, hash) in [(1, hash_of("eve")), (2, hash_of("ada"))] {
        let refused = session("b", number, 5);
        let kept = store.begin(&refused, &hash, Some(&token("a"))).await;
        assert!(!kept.unwrap(), "{number}");
        assert!(is_known(&store, "a").await && !is_known(&store, "b").await);
    }
    store.close().await;
}

#[sqlx::test(migrations = false)]
async fn no_log_in_outlives_the_password(_: PoolOptions, options: Options) {
    let (store, other) = (connect(&options).await, connect(&options).await);
    store.insert(&account(1, "ada")).await.unwrap();
    let mut logging_in = JoinSet::new();
    for number in 1..=16 {
        let store = if number % 2 == 0 { &store } else { &other };
        let store = store.clone();
        logging_in.spawn(async move {
            let session = session(&number.to_string(), 1, number);
            store.begin(&session, &hash_of("ada"), None).await
        });
    }
    let changed = store.set_password(&name("ada"), &hash_of("eve")).await;
    assert!(changed.unwrap());
    for kept in logging_in.join_all().await {
        kept.unwrap();
    }
    for number in 1..=16 {
        assert!(!is_known(&store, &number.to_string()).await, "{number}");
    }
    other.close().await;
    store.close().await;
}

#[sqlx::test(migrations = false)]
async fn a_session_is_known_until_it_ends(_: PoolOptions, options: Options) {
    let store = connect(&options).await;
    store.insert(&account(1, "ada")).await.unwrap();
    for text in ["a", "b"] {
        begin(&store, &session(text, 1, 5), None).await;
    }
    for (known_from, is_there) in [(4, true), (5, true), (6, false)] {
        let known_from = Uuid::from_u128(known_from);
        let found = store.account_of(&token("a"), known_from).await.unwrap();
        assert_eq!(found.is_some(), is_there, "{known_from}");
    }
    assert!(!is_known(&store, "c").await);

    store.end(&token("a")).await.unwrap();
    store.end(&token("a")).await.unwrap();
    assert!(!is_known(&store, "a").await);
    assert!(is_known(&store, "b").await);
    store.close().await;
}

#[sqlx::test(migrations = false)]
async fn a_session_replaces_one_and_has_old_ones_forgotten(_: PoolOptions, options: Options) {
    let store = connect(&options).await;
    store.insert(&account(1, "ada")).await.unwrap();
    for (text, began) in [("old", 4), ("replaced", 5), ("other", 5)] {
        begin(&store, &session(text, 1, began), None).await;
    }
    let new = Session {
        known_from: Uuid::from_u128(5),
        ..session("new", 1, 6)
    };
    begin(&store, &new, Some(&token("replaced"))).await;
    for (text, is_there) in [
        ("old", false),
        ("replaced", false),
        ("other", true),
        ("new", true),
    ] {
        assert_eq!(is_known(&store, text).await, is_there, "{text}");
    }
    store.close().await;
}

#[sqlx::test(migrations = false)]
async fn of_many_sessions_that_have_ended_the_oldest_are_forgotten(
    _: PoolOptions,
    options: Options,
) {
    let store = connect(&options).await;
    store.insert(&account(1, "ada")).await.unwrap();
    let mut by_hand = options.connect().await.unwrap();
    let mut keeping = by_hand.begin().await.unwrap();
    for began in 1..=250 {
        sqlx::query("INSERT INTO sessions (token_hash, account, began) VALUES ($1, $2, $3)")
            .bind(token(&began.to_string()).as_bytes())
            .bind(Uuid::from_u128(1))
            .bind(Uuid::from_u128(began))
            .execute(&mut *keeping)
            .await
            .unwrap();
    }
    keeping.commit().await.unwrap();

    for (began, left, oldest) in [(1001, 151, 101), (1002, 52, 201), (1003, 3, 1001)] {
        let new = Session {
            known_from: Uuid::from_u128(1000),
            ..session(&began.to_string(), 1, began)
        };
        begin(&store, &new, None).await;
        let kept: Vec<Uuid> = sqlx::query_scalar("SELECT began FROM sessions ORDER BY began")
            .fetch_all(&mut by_hand)
            .await
            .unwrap();
        assert_eq!((kept.len(), kept[0]), (left, Uuid::from_u128(oldest)));
    }
    by_hand.close().await.unwrap();
    store.close().await;
}

#[sqlx::test(migrations = false)]
async fn of_a_session_that_cannot_begin_nothing_is_kept(_: PoolOptions, options: Options) {
    let store = connect(&options).await;
    store.insert(&account(1, "ada")).await.unwrap();
    begin(&store, &session("a", 1, 5), None).await;
    begin(&store, &session("b", 1, 5), None).await;
    // Its token is that of another.
    let twice = session("b", 1, 6);
    let refused = store
        .begin(&twice, &hash_of("ada"), Some(&token("a")))
        .await;
    assert!(
        matches!(refused, Err(RepositoryError::Unavailable(_))),
        "{refused:?}"
    );
    assert!(is_known(&store, "a").await);
    store.close().await;
}

#[sqlx::test(migrations = false)]
async fn what_is_no_account_is_corrupt(_: PoolOptions, options: Options) {
    let store = connect(&options).await;
    store.insert(&account(1, "ada")).await.unwrap();
    begin(&store, &session("a", 1, 5), None).await;
    let mut connection = options.connect().await.unwrap();
    sqlx::query("UPDATE accounts SET role = 'king'")
        .execute(&mut connection)
        .await
        .unwrap();
    let found = AccountRepository::find(&store, &name("ada")).await;
    let known = store.account_of(&token("a"), Uuid::nil()).await;
    for error in [
        found.map(|_| ()).unwrap_err(),
        known.map(|_| ()).unwrap_err(),
    ] {
        assert!(matches!(error, RepositoryError::Corrupt(_)), "{error:?}");
        assert!(error.source().is_some());
    }
    store.close().await;
}
