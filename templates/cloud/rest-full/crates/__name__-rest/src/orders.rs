//! Orders over HTTP.

mod body;

use std::sync::Arc;

use app::Orders;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use domain::{Clock, Order, OrderRepository};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;
use web::Problem;
use web::access::{Allowed, Read, Write};
use web::json::JsonBody;

use self::body::{LinePath, ListQuery, OpenOrder, OrderBody, OrderPage, PutLine};
use crate::Api;
use crate::entity_tag::{IfMatch, etag};
use crate::idempotency::Idempotency;

/// What can be asked of orders.
pub fn api<R, C>(orders: Orders<R, C>) -> Api
where
    R: OrderRepository + 'static,
    C: Clock + 'static,
{
    // `routes!` takes names only: these are the handlers for this repository and this clock.
    let (list, find) = (list::<R, C>, find::<R, C>);
    let (open, put_line, remove_line) = (open::<R, C>, put_line::<R, C>, remove_line::<R, C>);
    let (place, pay) = (place::<R, C>, pay::<R, C>);
    let (ship, cancel) = (ship::<R, C>, cancel::<R, C>);

    let orders = Arc::new(orders);
    Api {
        reads: OpenApiRouter::new()
            .routes(routes!(list))
            .routes(routes!(find))
            .with_state(Arc::clone(&orders)),
        writes: OpenApiRouter::new()
            .routes(routes!(open))
            .routes(routes!(put_line, remove_line))
            .routes(routes!(place))
            .routes(routes!(pay))
            .routes(routes!(ship))
            .routes(routes!(cancel))
            .with_state(orders),
    }
}

type App<R, C> = State<Arc<Orders<R, C>>>;

/// Lists orders, the oldest first.
#[utoipa::path(
    get,
    path = "/v1/orders",
    operation_id = "list_orders",
    tag = "orders",
    params(ListQuery),
    responses((status = OK, body = OrderPage), Problem)
)]
async fn list<R: OrderRepository, C: Clock>(
    _: Allowed<Read>,
    State(orders): App<R, C>,
    Query(query): Query<ListQuery>,
) -> Result<Json<OrderPage>, Problem> {
    let (after, state, size) = query.parse()?;
    let page = orders.list(after, state, size).await?;
    Ok(Json(OrderPage::new(&page, state, size)))
}

/// Finds one order.
#[utoipa::path(
    get,
    path = "/v1/orders/{id}",
    operation_id = "find_order",
    tag = "orders",
    responses((status = OK, body = OrderBody, headers(("etag"))), Problem)
)]
async fn find<R: OrderRepository, C: Clock>(
    _: Allowed<Read>,
    State(orders): App<R, C>,
    Path(id): Path<Uuid>,
) -> Result<Versioned, Problem> {
    Ok(Versioned(orders.find(id.into()).await?))
}

/// Opens a draft without lines.
#[utoipa::path(
    post,
    path = "/v1/orders",
    operation_id = "open_order",
    tag = "orders",
    params(Idempotency),
    request_body = OpenOrder,
    responses(
        (status = CREATED, body = OrderBody, headers(("etag"), ("location"))),
        (
            status = CONFLICT,
            body = Problem,
            content_type = "application/problem+json",
            description = "Another order has the reference (`reference_taken`), or a request with this key is \
                not answered yet (`request_in_progress`)"
        ),
        (
            status = UNPROCESSABLE_ENTITY,
            body = Problem,
            content_type = "application/problem+json",
            description = "A field is wrong (`invalid_fields`, `invalid_body`), or another request had \
                this key (`idempotency_key_reused`)"
        ),
        Problem
    )
)]
async fn open<R: OrderRepository, C: Clock>(
    allowed: Allowed<Write>,
    State(orders): App<R, C>,
    idempotency: Idempotency,
    JsonBody(body): JsonBody<OpenOrder>,
) -> Result<Created, Problem> {
    let (reference, currency) = body.parse()?;
    let order = match idempotency.of(&allowed) {
        Some(key) => orders.open_once(reference, currency, &key).await?,
        None => orders.open(reference, currency).await?,
    };
    Ok(Created(order))
}

/// Adds a line to a draft, or replaces the one with the same SKU.
#[utoipa::path(
    put,
    path = "/v1/orders/{id}/lines/{sku}",
    operation_id = "put_order_line",
    tag = "orders",
    params(LinePath, IfMatch),
    request_body = PutLine,
    responses(
        (status = OK, body = OrderBody, headers(("etag")), description = "The line was replaced"),
        (status = CREATED, body = OrderBody, headers(("etag")), description = "The line is new"),
        (
            status = UNPROCESSABLE_ENTITY,
            body = Problem,
            content_type = "application/problem+json",
            description = "A field is wrong (`invalid_fields`, `invalid_body`), the price is in another currency \
                (`currency_mismatch`), or the order would be too large (`too_many_lines`, \
                `total_too_large`)"
        ),
        IfMatch,
        Problem
    )
)]
async fn put_line<R: OrderRepository, C: Clock>(
    _: Allowed<Write>,
    State(orders): App<R, C>,
    Path(LinePath { id, sku }): Path<LinePath>,
    IfMatch(version): IfMatch,
    JsonBody(body): JsonBody<PutLine>,
) -> Result<(StatusCode, Versioned), Problem> {
    let line = body.parse(&sku)?;
    let (order, replaced) = orders.put_line(id.into(), version, line).await?;
    let status = match replaced {
        Some(_) => StatusCode::OK,
        None => StatusCode::CREATED,
    };
    Ok((status, Versioned(order)))
}

/// Takes a line out of a draft.
#[utoipa::path(
    delete,
    path = "/v1/orders/{id}/lines/{sku}",
    operation_id = "remove_order_line",
    tag = "orders",
    params(LinePath, IfMatch),
    responses((status = OK, body = OrderBody, headers(("etag"))), IfMatch, Problem)
)]
async fn remove_line<R: OrderRepository, C: Clock>(
    _: Allowed<Write>,
    State(orders): App<R, C>,
    Path(LinePath { id, sku }): Path<LinePath>,
    IfMatch(version): IfMatch,
) -> Result<Versioned, Problem> {
    let sku = body::parse_sku(&sku)?;
    Ok(Versioned(
        orders.remove_line(id.into(), version, &sku).await?,
    ))
}

/// Hands a draft in: its lines are fixed from now on.
#[utoipa::path(
    post,
    path = "/v1/orders/{id}/place",
    operation_id = "place_order",
    tag = "orders",
    params(IfMatch),
    responses(
        (status = OK, body = OrderBody, headers(("etag"))),
        (
            status = UNPROCESSABLE_ENTITY,
            body = Problem,
            content_type = "application/problem+json",
            description = "The order has no lines (`order_empty`)"
        ),
        IfMatch,
        Problem
    )
)]
async fn place<R: OrderRepository, C: Clock>(
    _: Allowed<Write>,
    State(orders): App<R, C>,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
) -> Result<Versioned, Problem> {
    Ok(Versioned(orders.place(id.into(), version).await?))
}

/// Notes that a placed order was paid.
#[utoipa::path(
    post,
    path = "/v1/orders/{id}/pay",
    operation_id = "pay_order",
    tag = "orders",
    params(IfMatch),
    responses((status = OK, body = OrderBody, headers(("etag"))), IfMatch, Problem)
)]
async fn pay<R: OrderRepository, C: Clock>(
    _: Allowed<Write>,
    State(orders): App<R, C>,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
) -> Result<Versioned, Problem> {
    Ok(Versioned(orders.pay(id.into(), version).await?))
}

/// Notes that a paid order was sent.
#[utoipa::path(
    post,
    path = "/v1/orders/{id}/ship",
    operation_id = "ship_order",
    tag = "orders",
    params(IfMatch),
    responses((status = OK, body = OrderBody, headers(("etag"))), IfMatch, Problem)
)]
async fn ship<R: OrderRepository, C: Clock>(
    _: Allowed<Write>,
    State(orders): App<R, C>,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
) -> Result<Versioned, Problem> {
    Ok(Versioned(orders.ship(id.into(), version).await?))
}

/// Gives up an order that was not sent yet.
#[utoipa::path(
    post,
    path = "/v1/orders/{id}/cancel",
    operation_id = "cancel_order",
    tag = "orders",
    params(IfMatch),
    responses((status = OK, body = OrderBody, headers(("etag"))), IfMatch, Problem)
)]
async fn cancel<R: OrderRepository, C: Clock>(
    _: Allowed<Write>,
    State(orders): App<R, C>,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
) -> Result<Versioned, Problem> {
    Ok(Versioned(orders.cancel(id.into(), version).await?))
}

/// An order, with its version as entity tag.
struct Versioned(Order);

/// An order that did not exist before, and where it is.
struct Created(Order);

impl IntoResponse for Versioned {
    fn into_response(self) -> Response {
        (etag(self.0.version().get()), Json(OrderBody::from(&self.0))).into_response()
    }
}

impl IntoResponse for Created {
    fn into_response(self) -> Response {
        let location = [(LOCATION, format!("/v1/orders/{}", self.0.id()))];
        (StatusCode::CREATED, location, Versioned(self.0)).into_response()
    }
}
