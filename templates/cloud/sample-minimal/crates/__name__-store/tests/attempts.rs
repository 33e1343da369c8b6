//! Of what is asked for repeatedly one is kept, whoever else asks for it at the same time.

mod support;

use domain::{Attempt, Item, ItemId, ItemRepository, RepositoryError, Selection};
use sqlx::{ConnectOptions, Connection};
use support::{Options, PoolOptions, connect};
use tokio::task::JoinSet;
use uuid::Uuid;

fn id(number: u128) -> ItemId {
    Uuid::from_u128(number).into()
}

fn kettle(number: u128) -> Item {
    Item::new(id(number), "Kettle".parse().expect("a name"))
}

/// An attempt of which nothing is forgotten.
fn attempt(key: &str, request: &str) -> Attempt {
    Attempt {
        key: key.parse().expect("a key"),
        request: request.to_owned(),
        known_from: Uuid::nil(),
    }
}

#[sqlx::test(migrations = false)]
async fn an_attempt_is_known_after_a_restart(_: PoolOptions, options: Options) {
    let store = connect(&options).await;
    let made = store.insert_once(&kettle(1), &attempt("a", "one")).await;
    assert_eq!(made.unwrap(), id(1));
    store.close().await;

    let store = connect(&options).await;
    let made = store.insert_once(&kettle(2), &attempt("a", "one")).await;
    assert_eq!(made.unwrap(), id(1));
    assert_eq!(store.find(id(1)).await.unwrap(), Some(kettle(1)));
    assert_eq!(store.find(id(2)).await.unwrap(), None);
    store.close().await;
}

#[sqlx::test(migrations = false)]
async fn a_key_is_for_one_request_of_one_caller(_: PoolOptions, options: Options) {
    let store = connect(&options).await;
    let one = attempt("a", "one");
    store.insert_once(&kettle(1), &one).await.unwrap();

    let reused = store.insert_once(&kettle(2), &attempt("a", "two")).await;
    assert!(
        matches!(reused, Err(RepositoryError::KeyReused)),
        "{reused:?}"
    );
    assert_eq!(store.find(id(2)).await.unwrap(), None);

    let of_ada = Attempt {
        key: one.key.of("ada"),
        ..attempt("a", "two")
    };
    let made = store.insert_once(&kettle(2), &of_ada).await;
    assert_eq!(made.unwrap(), id(2));
    store.close().await;
}

#[sqlx::test(migrations = false)]
async fn of_an_attempt_that_fails_nothing_is_kept(_: PoolOptions, options: Options) {
    let store = connect(&options).await;
    store.insert(&kettle(1)).await.unwrap();

    let failed = store.insert_once(&kettle(1), &attempt("a", "one")).await;
    assert!(
        matches!(failed, Err(RepositoryError::Unavailable(_))),
        "{failed:?}"
    );
    let made = store.insert_once(&kettle(2), &attempt("a", "two")).await;
    assert_eq!(made.unwrap(), id(2));
    store.close().await;
}

#[sqlx::test(migrations = false)]
async fn an_attempt_is_forgotten(_: PoolOptions, options: Options) {
    let store = connect(&options).await;
    store
        .insert_once(&kettle(1), &attempt("a", "one"))
        .await
        .unwrap();

    let later = Attempt {
        known_from: Uuid::from_u128(2),
        ..attempt("a", "two")
    };
    let made = store.insert_once(&kettle(2), &later).await;
    assert_eq!(made.unwrap(), id(2));
    // One that is known from then on.
    let made = store.insert_once(&kettle(3), &later).await;
    assert_eq!(made.unwrap(), id(2));
    store.close().await;
}

#[sqlx::test(migrations = false)]
async fn of_many_that_have_expired_the_oldest_are_forgotten(_: PoolOptions, options: Options) {
    let store = connect(&options).await;
    let mut by_hand = options.connect().await.unwrap();
    let mut noting = by_hand.begin().await.unwrap();
    for number in 1..=250 {
        sqlx::query("INSERT INTO attempts (caller, key, request, made) VALUES ('', $1, 'one', $2)")
            .bind(number.to_string())
            .bind(Uuid::from_u128(number))
            .execute(&mut *noting)
            .await
            .unwrap();
    }
    noting.commit().await.unwrap();

    // The first key is that of an attempt that has expired, too young to be forgotten before others.
    for (number, key, left, oldest) in [
        (1001, "250", 150, 101),
        (1002, "a", 51, 201),
        (1003, "b", 3, 1001),
    ] {
        let attempt = Attempt {
            known_from: Uuid::from_u128(1000),
            ..attempt(key, "two")
        };
        let made = store.insert_once(&kettle(number), &attempt).await;
        assert_eq!(made.unwrap(), id(number));
        let kept: Vec<Uuid> = sqlx::query_scalar("SELECT made FROM attempts ORDER BY made")
            .fetch_all(&mut by_hand)
            .await
            .unwrap();
        assert_eq!((kept.len(), kept[0]), (left, Uuid::from_u128(oldest)));
    }
    by_hand.close().await.unwrap();
    store.close().await;
}

#[sqlx::test(migrations = false)]
async fn of_many_attempts_at_once_one_makes_something(_: PoolOptions, options: Options) {
    let (store, other) = (connect(&options).await, connect(&options).await);

    let mut writers = JoinSet::new();
    for number in 1..=32 {
        let store = if number % 2 == 0 { &store } else { &other };
        let store = store.clone();
        writers.spawn(async move {
            let attempt = attempt("a", "one");
            store.insert_once(&kettle(number), &attempt).await
        });
    }
    let made: Vec<_> = writers.join_all().await;

    let all = Selection {
        after: None,
        limit: 100,
    };
    let kept = store.list(all).await.unwrap();
    let [item] = &kept[..] else {
        panic!("one is kept, not {kept:?}")
    };
    for made in made {
        assert_eq!(made.unwrap(), item.id());
    }
    other.close().await;
    store.close().await;
}
