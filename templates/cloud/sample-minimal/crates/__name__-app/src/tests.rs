use std::error::Error as _;

use domain::{IdempotencyKey, Item, ItemId, Name, RepositoryError, Version};
use uuid::Uuid;

use crate::testing::MemoryRepository;
use crate::{Error, Items, PageSize};

fn items() -> Items<MemoryRepository> {
    Items::new(MemoryRepository::default())
}

fn key(text: &str) -> IdempotencyKey {
    text.parse().unwrap()
}

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

#[tokio::test]
async fn an_item_is_found_under_its_new_name() {
    let items = items();
    let item = items.create(name("Kettle")).await.unwrap();
    assert_eq!(items.find(item.id()).await.unwrap(), item);

    let renamed = items
        .rename(item.id(), Some(item.version()), name("Teapot"))
        .await
        .unwrap();

    assert_eq!(renamed.name().as_str(), "Teapot");
    assert_eq!(items.find(item.id()).await.unwrap(), renamed);
}

#[tokio::test]
async fn however_often_an_attempt_is_repeated_it_creates_one_item() {
    let items = items();
    let key = key("a");
    let attempt = || items.create_once(name("Kettle"), &key);
    let created = attempt().await.unwrap();
    let renamed = items.rename(created.id(), None, name("Teapot"));
    renamed.await.unwrap();

    // As it was created, whatever has become of it.
    assert_eq!(attempt().await.unwrap(), created);
}

#[tokio::test]
async fn a_key_is_for_one_request_of_one_caller() {
    let items = items();
    items.create_once(name("Kettle"), &key("a")).await.unwrap();

    let reused = items.create_once(name("Teapot"), &key("a")).await;
    assert!(matches!(reused, Err(Error::KeyReused)), "{reused:?}");
    for caller in ["ada", "eve"] {
        let created = items.create_once(name(caller), &key("a").of(caller)).await;
        assert_eq!(created.unwrap().name().as_str(), caller);
    }
}

#[tokio::test]
async fn while_an_attempt_is_under_way_it_is_not_begun_again() {
    let items = items();
    let key = key("a");
    let attempt = || items.create_once(name("Kettle"), &key);

    let (first, second) = tokio::join!(attempt(), attempt());
    assert!(matches!(second, Err(Error::InProgress)), "{second:?}");
    assert_eq!(attempt().await.unwrap(), first.unwrap());
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let items = items();
    let nobody = ItemId::from(Uuid::nil());

    assert!(matches!(items.find(nobody).await, Err(Error::NotFound)));
    let renamed = items
        .rename(nobody, Some(Version::FIRST), name("Kettle"))
        .await;
    assert!(matches!(renamed, Err(Error::NotFound)), "{renamed:?}");
}

#[tokio::test]
async fn nobody_changes_what_they_have_not_seen() {
    let items = items();
    let seen = items.create(name("Kettle")).await.unwrap();
    let current = items
        .rename(seen.id(), Some(seen.version()), name("Teapot"))
        .await
        .unwrap();

    let late = items
        .rename(seen.id(), Some(seen.version()), name("Cup"))
        .await;
    let early = items
        .rename(seen.id(), Some(current.version().next()), name("Cup"))
        .await;

    assert!(matches!(late, Err(Error::Stale)), "{late:?}");
    assert!(matches!(early, Err(Error::Stale)), "{early:?}");
    assert_eq!(items.find(seen.id()).await.unwrap(), current);
}

#[tokio::test]
async fn any_version_is_changed_where_none_is_expected() {
    let items = items();
    let id = items.create(name("Kettle")).await.unwrap().id();

    items.rename(id, None, name("Teapot")).await.unwrap();
    let renamed = items.rename(id, None, name("Cup")).await.unwrap();

    assert_eq!(renamed.version().get(), 3);
    assert_eq!(items.find(id).await.unwrap(), renamed);
}

#[tokio::test]
async fn pages_follow_each_other_to_the_end() {
    let items = items();
    let mut ids = Vec::new();
    for number in 1..=5 {
        ids.push(
            items
                .create(name(&format!("Item {number}")))
                .await
                .unwrap()
                .id(),
        );
    }
    let two = PageSize::new(2).unwrap();

    let mut listed = Vec::new();
    let mut after = None;
    loop {
        let page = items.list(after, two).await.unwrap();
        assert!(page.items.len() <= 2);
        listed.extend(page.items.iter().map(Item::id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(listed, ids);

    // A full last page is still the last.
    let page = items.list(Some(ids[2]), two).await.unwrap();
    assert_eq!((page.items.len(), page.next), (2, None));
}

#[test]
fn a_page_has_1_to_100_items() {
    assert_eq!(PageSize::new(0), None);
    assert_eq!(PageSize::new(1).map(PageSize::get), Some(1));
    assert_eq!(PageSize::new(100), Some(PageSize::MAX));
    assert_eq!(PageSize::new(101), None);
}

#[tokio::test]
async fn a_broken_repository_is_reported_with_its_cause() {
    let broken =
        MemoryRepository::failing(|| RepositoryError::Unavailable("broken on purpose".into()));
    let items = Items::new(broken);

    let error = items.find(ItemId::from(Uuid::nil())).await.unwrap_err();

    assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
    assert_eq!(
        error.source().map(ToString::to_string).as_deref(),
        Some("broken on purpose")
    );
}
