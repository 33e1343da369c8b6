//! Orders over gRPC.

mod list;

use app::Orders;
use app::testing::{FixedClock, MemoryRepository};
use axum::Router;
use domain::{OrderRepository, RepositoryError};
use prost_types::Timestamp;
use time::macros::datetime;
use tonic::{Code, Status};
use tonic_types::StatusExt;
use web::Readiness;

use crate::access::{editor, guard};
use crate::grpc::proto::order_service_client::OrderServiceClient;
use crate::grpc::proto::{
    CancelOrderRequest, GetOrderRequest, Line, ListOrdersRequest, Money, OpenOrderRequest, Order,
    OrderState, PayOrderRequest, PlaceOrderRequest, PutLineRequest, RemoveLineRequest,
    ShipOrderRequest,
};
use crate::grpc::{self, Settings};
use crate::support::{Ready, SETTINGS, path, router_of, told, wrong_fields};

type Client = OrderServiceClient<Router>;

const NOBODY: &str = "019ab0c5-5a80-7d3e-9c1f-2b6a4f0e8d11";

fn over<R>(repository: R, readiness: &impl Readiness, settings: Settings) -> Router
where
    R: OrderRepository + 'static,
{
    let clock = FixedClock(datetime!(2026-11-22 12:00 UTC));
    let orders = Orders::new(repository, clock);
    let interface = grpc::interface(orders, &guard(), readiness, settings);
    router_of(interface)
}

/// A client of the interface over this repository.
fn client_of(repository: impl OrderRepository + 'static) -> Client {
    Client::new(over(repository, &Ready(true), SETTINGS))
}

fn client() -> Client {
    client_of(MemoryRepository::default())
}

/// The interface over an empty repository.
pub(crate) fn router() -> Router {
    router_with(&Ready(true), SETTINGS)
}

/// The same, as ready as that, and with these settings.
pub(crate) fn router_with(readiness: &impl Readiness, settings: Settings) -> Router {
    over(MemoryRepository::default(), readiness, settings)
}

/// A method that takes a message in which nothing is said.
pub(crate) fn method() -> String {
    path("ListOrders")
}

async fn open(client: &mut Client, reference: &str) -> Result<Order, Status> {
    let message = OpenOrderRequest {
        reference: reference.to_owned(),
        currency: "EUR".to_owned(),
        idempotency_key: None,
    };
    let answer = client.open_order(editor(message)).await?;
    Ok(answer.into_inner().order.unwrap())
}

async fn get(client: &mut Client, id: &str) -> Result<Order, Status> {
    let id = id.to_owned();
    let answer = client.get_order(editor(GetOrderRequest { id })).await?;
    Ok(answer.into_inner().order.unwrap())
}

/// Puts a line of so many pieces, at so much, into the order at this version.
async fn put(client: &mut Client, order: &Order, line: (u32, i64)) -> Result<Order, Status> {
    let (quantity, minor) = line;
    let line = Line {
        sku: "TEA".to_owned(),
        quantity,
        unit_price: Some(euro(minor)),
    };
    let message = PutLineRequest {
        id: order.id.clone(),
        version: order.version,
        line: Some(line),
    };
    let answer = client.put_line(editor(message)).await?;
    Ok(answer.into_inner().order.unwrap())
}

fn euro(minor: i64) -> Money {
    Money {
        minor,
        currency: "EUR".to_owned(),
    }
}

async fn place(client: &mut Client, order: &Order) -> Result<Order, Status> {
    let (id, version) = (order.id.clone(), order.version);
    let message = PlaceOrderRequest { id, version };
    let answer = client.place_order(editor(message)).await?;
    Ok(answer.into_inner().order.unwrap())
}

async fn cancel(client: &mut Client, id: &str, version: u32) -> Result<Order, Status> {
    let id = id.to_owned();
    let message = CancelOrderRequest { id, version };
    let answer = client.cancel_order(editor(message)).await?;
    Ok(answer.into_inner().order.unwrap())
}

#[tokio::test]
async fn an_opened_order_can_be_found() {
    let client = &mut client();
    let opened = open(client, "PO 1").await.unwrap();
    let expected = Order {
        id: opened.id.clone(),
        reference: "PO 1".to_owned(),
        state: OrderState::Draft.into(),
        version: 1,
        created_at: Some(Timestamp {
            seconds: 1_795_348_800,
            nanos: 0,
        }),
        lines: Vec::new(),
        total: Some(euro(0)),
    };
    assert_eq!(opened, expected);
    assert_eq!(get(client, &opened.id).await.unwrap(), opened);
}

#[tokio::test]
async fn lines_are_put_and_taken_out() {
    let client = &mut client();
    let order = open(client, "PO 1").await.unwrap();
    let order = put(client, &order, (3, 450)).await.unwrap();
    let order = put(client, &order, (2, 500)).await.unwrap();
    let line = Line {
        sku: "TEA".to_owned(),
        quantity: 2,
        unit_price: Some(euro(500)),
    };
    assert_eq!(order.lines, [line]);
    assert_eq!((order.version, &order.total), (3, &Some(euro(1000))));

    let message = RemoveLineRequest {
        id: order.id.clone(),
        version: 3,
        sku: "TEA".to_owned(),
    };
    let answer = client.remove_line(editor(message)).await.unwrap();
    let order = answer.into_inner().order.unwrap();
    assert_eq!((order.lines, order.total), (Vec::new(), Some(euro(0))));
}

#[tokio::test]
async fn an_order_goes_its_way() {
    let client = &mut client();
    let order = open(client, "PO 1").await.unwrap();
    let order = put(client, &order, (1, 1)).await.unwrap();
    let order = place(client, &order).await.unwrap();
    assert_eq!((order.state(), order.version), (OrderState::Placed, 3));

    let (id, version) = (order.id.clone(), 3);
    let paid = client.pay_order(editor(PayOrderRequest { id, version }));
    let paid = paid.await.unwrap().into_inner().order.unwrap();
    assert_eq!((paid.state(), paid.version), (OrderState::Paid, 4));
    let (id, version) = (order.id.clone(), 4);
    let shipped = client.ship_order(editor(ShipOrderRequest { id, version }));
    let shipped = shipped.await.unwrap().into_inner().order.unwrap();
    assert_eq!((shipped.state(), shipped.version), (OrderState::Shipped, 5));

    let other = open(client, "PO 2").await.unwrap();
    let other = cancel(client, &other.id, 1).await.unwrap();
    assert_eq!((other.state(), other.version), (OrderState::Cancelled, 2));
}

#[tokio::test]
async fn what_is_not_done_has_a_status_and_a_reason() {
    let client = &mut client();
    let order = open(client, "PO 1").await.unwrap();
    let removed = RemoveLineRequest {
        id: order.id.clone(),
        version: 1,
        sku: "TEA".to_owned(),
    };
    let foreign = PutLineRequest {
        id: order.id.clone(),
        version: 1,
        line: Some(Line {
            sku: "TEA".to_owned(),
            quantity: 1,
            unit_price: Some(Money {
                currency: "USD".to_owned(),
                ..euro(1)
            }),
        }),
    };
    let cases = [
        (
            get(client, NOBODY).await.unwrap_err(),
            Code::NotFound,
            "NO_SUCH_ORDER",
        ),
        (
            client.remove_line(editor(removed)).await.unwrap_err(),
            Code::NotFound,
            "NO_SUCH_LINE",
        ),
        (
            open(client, "PO 1").await.unwrap_err(),
            Code::AlreadyExists,
            "REFERENCE_TAKEN",
        ),
        (
            place(client, &order).await.unwrap_err(),
            Code::FailedPrecondition,
            "ORDER_EMPTY",
        ),
        (
            client.put_line(editor(foreign)).await.unwrap_err(),
            Code::FailedPrecondition,
            "CURRENCY_MISMATCH",
        ),
        (
            cancel(client, &order.id, 7).await.unwrap_err(),
            Code::Aborted,
            "STALE_VERSION",
        ),
    ];
    for (status, code, reason) in cases {
        assert_eq!(told(&status), (code, reason.to_owned()));
    }
    cancel(client, &order.id, 1).await.unwrap();
    let again = cancel(client, &order.id, 2).await.unwrap_err();
    assert_eq!(
        told(&again),
        (Code::FailedPrecondition, "NOT_ALLOWED".to_owned())
    );
}

#[tokio::test]
async fn every_wrong_field_is_named() {
    let client = &mut client();
    let nothing = client.open_order(editor(OpenOrderRequest {
        idempotency_key: Some("two words".to_owned()),
        ..OpenOrderRequest::default()
    }));
    let wrong = wrong_fields(&nothing.await.unwrap_err());
    assert_eq!(wrong, ["reference", "currency", "idempotency_key"]);

    let nothing = client.put_line(editor(PutLineRequest::default())).await;
    assert_eq!(
        wrong_fields(&nothing.unwrap_err()),
        ["id", "version", "line"]
    );
    let line = |unit_price| PutLineRequest {
        id: NOBODY.to_owned(),
        version: 1,
        line: Some(Line {
            unit_price,
            ..Line::default()
        }),
    };
    for (price, last) in [
        (None, "line.unit_price"),
        (Some(Money::default()), "line.unit_price.currency"),
        (Some(euro(-1)), "line.unit_price.minor"),
    ] {
        let refused = client.put_line(editor(line(price))).await.unwrap_err();
        assert_eq!(wrong_fields(&refused), ["line.sku", "line.quantity", last]);
    }

    let nothing = client.list_orders(editor(ListOrdersRequest {
        state: 77,
        after_id: Some("the last".to_owned()),
    }));
    assert_eq!(
        wrong_fields(&nothing.await.unwrap_err()),
        ["after_id", "state"]
    );
}

#[tokio::test]
async fn a_repeated_attempt_opens_nothing_more() {
    let client = &mut client();
    let message = OpenOrderRequest {
        reference: "PO 1".to_owned(),
        currency: "EUR".to_owned(),
        idempotency_key: Some("8e03978e-40d5-43dd-bc93-6894a57f9324".to_owned()),
    };
    let opened = client.open_order(editor(message.clone())).await.unwrap();
    let opened = opened.into_inner();
    let again = client.open_order(editor(message.clone())).await.unwrap();
    assert_eq!(again.into_inner(), opened);

    let other = OpenOrderRequest {
        reference: "PO 2".to_owned(),
        ..message
    };
    let refused = client.open_order(editor(other)).await.unwrap_err();
    let expected = (Code::InvalidArgument, "IDEMPOTENCY_KEY_REUSED".to_owned());
    assert_eq!(told(&refused), expected);
}

#[tokio::test]
async fn of_what_is_no_fault_of_the_caller_only_so_much_is_told() {
    let away = || RepositoryError::Unavailable("secret".into());
    let away = client_of(MemoryRepository::failing(away));
    let corrupt = || RepositoryError::Corrupt("secret".into());
    let corrupt = client_of(MemoryRepository::failing(corrupt));
    for (mut client, code, reason) in [
        (away, Code::Unavailable, "UNAVAILABLE"),
        (corrupt, Code::DataLoss, "CORRUPT"),
    ] {
        let failed = get(&mut client, NOBODY).await.unwrap_err();
        assert_eq!(told(&failed), (code, reason.to_owned()));
        assert!(!format!("{failed:?}").contains("secret"), "{failed:?}");
        let retry = failed.get_details_retry_info();
        assert_eq!(retry.is_some(), code == Code::Unavailable);
        let list = client
            .list_orders(editor(ListOrdersRequest::default()))
            .await;
        assert_eq!(told(&list.unwrap_err()), (code, reason.to_owned()));
    }
}
