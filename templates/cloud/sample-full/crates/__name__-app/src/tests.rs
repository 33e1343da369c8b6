use std::error::Error as _;
use std::time::Duration;

use domain::{
    Currency, IdempotencyKey, Line, Money, Order, OrderError, OrderId, Reference, RepositoryError,
    State, Version,
};
use time::OffsetDateTime;
use time::macros::datetime;
use uuid::Uuid;

use crate::testing::{FixedClock, MemoryRepository};
use crate::{Error, KEY_LIFETIME, Orders, PageSize};

const NOON: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);

fn orders() -> Orders<MemoryRepository, FixedClock> {
    Orders::new(MemoryRepository::default(), FixedClock(NOON))
}

async fn open(orders: &Orders<MemoryRepository, FixedClock>, name: &str) -> Order {
    orders.open(reference(name), eur()).await.unwrap()
}

fn reference(name: &str) -> Reference {
    name.parse().unwrap()
}

fn eur() -> Currency {
    "EUR".parse().unwrap()
}

fn key(text: &str) -> IdempotencyKey {
    text.parse().unwrap()
}

fn tea() -> Line {
    Line {
        sku: "TEA".parse().unwrap(),
        quantity: 3.try_into().unwrap(),
        unit_price: Money::new(4_50, "EUR".parse().unwrap()).unwrap(),
    }
}

#[tokio::test]
async fn an_order_goes_all_the_way() {
    let orders = orders();
    let order = open(&orders, "PO 1").await;
    let id = order.id();
    assert_eq!(order.created_at(), NOON);
    let made = Uuid::from(id).get_timestamp().unwrap().to_unix();
    assert_eq!(made, (NOON.unix_timestamp().unsigned_abs(), 0));

    let (order, _) = orders
        .put_line(id, Some(order.version()), tea())
        .await
        .unwrap();
    let order = orders.place(id, Some(order.version())).await.unwrap();
    let order = orders.pay(id, Some(order.version())).await.unwrap();
    let order = orders.ship(id, Some(order.version())).await.unwrap();

    assert_eq!(order.state(), State::Shipped);
    assert_eq!(orders.find(id).await.unwrap(), order);
}

#[tokio::test]
async fn a_line_can_be_taken_out_and_an_order_cancelled() {
    let orders = orders();
    let order = open(&orders, "PO 1").await;
    let (order, _) = orders
        .put_line(order.id(), Some(order.version()), tea())
        .await
        .unwrap();

    let order = orders
        .remove_line(order.id(), Some(order.version()), &tea().sku)
        .await
        .unwrap();
    assert_eq!(order.lines(), []);
    let order = orders
        .cancel(order.id(), Some(order.version()))
        .await
        .unwrap();
    assert_eq!(order.state(), State::Cancelled);
}

#[tokio::test]
async fn a_reference_is_used_once() {
    let orders = orders();
    open(&orders, "PO 1").await;

    let second = orders.open(reference("PO 1"), "CHF".parse().unwrap()).await;

    assert!(matches!(second, Err(Error::Conflict)), "{second:?}");
}

#[tokio::test]
async fn however_often_an_attempt_is_repeated_it_opens_one_order() {
    let orders = orders();
    let key = key("a");
    let attempt = || orders.open_once(reference("PO 1"), eur(), &key);
    let opened = attempt().await.unwrap();
    orders.cancel(opened.id(), None).await.unwrap();

    // As it was opened, whatever has become of it.
    assert_eq!(attempt().await.unwrap(), opened);
}

#[tokio::test]
async fn a_key_is_for_one_request_of_one_caller() {
    let orders = orders();
    let attempt = async |name, currency: &str, key| {
        let currency = currency.parse().unwrap();
        orders.open_once(reference(name), currency, &key).await
    };
    attempt("PO 1", "EUR", key("a")).await.unwrap();

    for (name, currency) in [("PO 2", "EUR"), ("PO 1", "CHF")] {
        let reused = attempt(name, currency, key("a")).await;
        assert!(matches!(reused, Err(Error::KeyReused)), "{reused:?}");
    }
    attempt("PO 2", "EUR", key("a").of("ada")).await.unwrap();
    attempt("PO 3", "EUR", key("a").of("eve")).await.unwrap();
}

#[tokio::test]
async fn an_attempt_that_opened_nothing_can_be_corrected() {
    let orders = orders();
    open(&orders, "PO 1").await;

    let taken = orders.open_once(reference("PO 1"), eur(), &key("a")).await;
    assert!(matches!(taken, Err(Error::Conflict)), "{taken:?}");
    let corrected = orders.open_once(reference("PO 2"), eur(), &key("a")).await;
    assert_eq!(corrected.unwrap().reference().as_str(), "PO 2");
}

#[tokio::test]
async fn while_an_attempt_is_under_way_it_is_not_begun_again() {
    let orders = orders();
    let key = key("a");
    let attempt = || orders.open_once(reference("PO 1"), eur(), &key);

    let (first, second) = tokio::join!(attempt(), attempt());
    assert!(matches!(second, Err(Error::InProgress)), "{second:?}");
    assert_eq!(attempt().await.unwrap(), first.unwrap());
}

#[tokio::test]
async fn a_key_is_free_again_after_its_lifetime() {
    let repository = MemoryRepository::default();
    let attempt = async |name, now| {
        let orders = Orders::new(repository.clone(), FixedClock(now));
        orders.open_once(reference(name), eur(), &key("a")).await
    };
    attempt("PO 1", NOON).await.unwrap();

    let known = attempt("PO 2", NOON + KEY_LIFETIME).await;
    assert!(matches!(known, Err(Error::KeyReused)), "{known:?}");
    let later = NOON + KEY_LIFETIME + Duration::from_millis(1);
    attempt("PO 2", later).await.unwrap();
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let orders = orders();
    let nobody = OrderId::from(Uuid::nil());

    assert!(matches!(orders.find(nobody).await, Err(Error::NotFound)));
    assert!(matches!(
        orders.place(nobody, Some(Version::FIRST)).await,
        Err(Error::NotFound)
    ));
}

#[tokio::test]
async fn nobody_changes_what_they_have_not_seen() {
    let orders = orders();
    let seen = open(&orders, "PO 1").await;
    let (current, _) = orders
        .put_line(seen.id(), Some(seen.version()), tea())
        .await
        .unwrap();

    // A draft cannot be shipped either, but that is for those to hear who know it is a draft.
    let late = orders.ship(seen.id(), Some(seen.version())).await;
    let early = orders.ship(seen.id(), Some(current.version().next())).await;

    assert!(matches!(late, Err(Error::Stale)), "{late:?}");
    assert!(matches!(early, Err(Error::Stale)), "{early:?}");
    assert_eq!(orders.find(seen.id()).await.unwrap(), current);
}

#[tokio::test]
async fn any_version_is_changed_where_none_is_expected() {
    let orders = orders();
    let id = open(&orders, "PO 1").await.id();

    let (_, added) = orders.put_line(id, None, tea()).await.unwrap();
    let (order, replaced) = orders.put_line(id, None, tea()).await.unwrap();

    assert_eq!((added, replaced), (None, Some(tea())));
    assert_eq!(order.version().get(), 3);
    assert_eq!(orders.find(id).await.unwrap(), order);
}

#[tokio::test]
async fn a_broken_rule_changes_nothing() {
    let orders = orders();
    let order = open(&orders, "PO 1").await;

    let refused = orders.place(order.id(), Some(order.version())).await;

    assert!(
        matches!(refused, Err(Error::Rule(OrderError::Empty))),
        "{refused:?}"
    );
    assert_eq!(orders.find(order.id()).await.unwrap(), order);
}

#[tokio::test]
async fn pages_follow_each_other_to_the_end() {
    let orders = orders();
    let mut ids = Vec::new();
    for number in 1..=5 {
        ids.push(open(&orders, &format!("PO {number}")).await.id());
    }
    let two = PageSize::new(2).unwrap();

    let mut listed = Vec::new();
    let mut after = None;
    loop {
        let page = orders.list(after, None, two).await.unwrap();
        assert!(page.orders.len() <= 2);
        listed.extend(page.orders.iter().map(Order::id));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(listed, ids);

    // A full last page is still the last.
    let page = orders.list(Some(ids[2]), None, two).await.unwrap();
    assert_eq!((page.orders.len(), page.next), (2, None));
}

#[tokio::test]
async fn orders_are_listed_by_state() {
    let orders = orders();
    let order = open(&orders, "PO 1").await;
    open(&orders, "PO 2").await;
    let order = orders
        .cancel(order.id(), Some(order.version()))
        .await
        .unwrap();

    let page = orders
        .list(None, Some(State::Cancelled), PageSize::default())
        .await
        .unwrap();

    assert_eq!(page.orders, [order]);
}

#[test]
fn a_page_has_1_to_100_orders() {
    assert_eq!(PageSize::new(0), None);
    assert_eq!(PageSize::new(1).map(PageSize::get), Some(1));
    assert_eq!(PageSize::new(100), Some(PageSize::MAX));
    assert_eq!(PageSize::new(101), None);
}

#[tokio::test]
async fn a_broken_repository_is_reported_with_its_cause() {
    let broken =
        MemoryRepository::failing(|| RepositoryError::Unavailable("broken on purpose".into()));
    let orders = Orders::new(broken, FixedClock(NOON));

    let error = orders.find(OrderId::from(Uuid::nil())).await.unwrap_err();

    assert!(matches!(error, Error::Unavailable(_)), "{error:?}");
    assert_eq!(
        error.source().map(ToString::to_string).as_deref(),
        Some("broken on purpose")
    );
}
