//! Items over HTTP.

mod body;

use std::sync::Arc;

use app::Items;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use domain::{Item, ItemRepository};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;
use web::Problem;
use web::access::{Allowed, Read, Write};
use web::json::JsonBody;

use self::body::{ItemBody, ItemPage, ListQuery, NamedItem};
use crate::Api;
use crate::entity_tag::{IfMatch, etag};
use crate::idempotency::Idempotency;

/// What can be asked of items.
pub fn api<R: ItemRepository + 'static>(items: Items<R>) -> Api {
    // `routes!` takes names only: these are the handlers for this repository.
    let (list, find) = (list::<R>, find::<R>);
    let (create, rename) = (create::<R>, rename::<R>);

    let items = Arc::new(items);
    Api {
        reads: OpenApiRouter::new()
            .routes(routes!(list))
            .routes(routes!(find))
            .with_state(Arc::clone(&items)),
        writes: OpenApiRouter::new()
            .routes(routes!(create))
            .routes(routes!(rename))
            .with_state(items),
    }
}

type App<R> = State<Arc<Items<R>>>;

/// Lists items, the oldest first.
#[utoipa::path(
    get,
    path = "/v1/items",
    operation_id = "list_items",
    tag = "items",
    params(ListQuery),
    responses((status = OK, body = ItemPage), Problem)
)]
async fn list<R: ItemRepository>(
    _: Allowed<Read>,
    State(items): App<R>,
    Query(query): Query<ListQuery>,
) -> Result<Json<ItemPage>, Problem> {
    let (after, size) = query.parse()?;
    let page = items.list(after, size).await?;
    Ok(Json(ItemPage::new(&page, size)))
}

/// Finds one item.
#[utoipa::path(
    get,
    path = "/v1/items/{id}",
    operation_id = "find_item",
    tag = "items",
    responses((status = OK, body = ItemBody, headers(("etag"))), Problem)
)]
async fn find<R: ItemRepository>(
    _: Allowed<Read>,
    State(items): App<R>,
    Path(id): Path<Uuid>,
) -> Result<Versioned, Problem> {
    Ok(Versioned(items.find(id.into()).await?))
}

/// Creates an item.
#[utoipa::path(
    post,
    path = "/v1/items",
    operation_id = "create_item",
    tag = "items",
    params(Idempotency),
    request_body = NamedItem,
    responses(
        (status = CREATED, body = ItemBody, headers(("etag"), ("location"))),
        (
            status = CONFLICT,
            body = Problem,
            content_type = "application/problem+json",
            description = "A request with this key is not answered yet (`request_in_progress`)"
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
async fn create<R: ItemRepository>(
    allowed: Allowed<Write>,
    State(items): App<R>,
    idempotency: Idempotency,
    JsonBody(body): JsonBody<NamedItem>,
) -> Result<Created, Problem> {
    let name = body.parse()?;
    let item = match idempotency.of(&allowed) {
        Some(key) => items.create_once(name, &key).await?,
        None => items.create(name).await?,
    };
    Ok(Created(item))
}

/// Calls an item something else.
#[utoipa::path(
    put,
    path = "/v1/items/{id}",
    operation_id = "rename_item",
    tag = "items",
    params(IfMatch),
    request_body = NamedItem,
    responses((status = OK, body = ItemBody, headers(("etag"))), IfMatch, Problem)
)]
async fn rename<R: ItemRepository>(
    _: Allowed<Write>,
    State(items): App<R>,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
    JsonBody(body): JsonBody<NamedItem>,
) -> Result<Versioned, Problem> {
    let name = body.parse()?;
    let item = items.rename(id.into(), version, name).await?;
    Ok(Versioned(item))
}

/// An item, with its version as entity tag.
struct Versioned(Item);

/// An item that did not exist before, and where it is.
struct Created(Item);

impl IntoResponse for Versioned {
    fn into_response(self) -> Response {
        let tag = etag(self.0.version().get());
        (tag, Json(ItemBody::from(&self.0))).into_response()
    }
}

impl IntoResponse for Created {
    fn into_response(self) -> Response {
        let location = [(LOCATION, format!("/v1/items/{}", self.0.id()))];
        (StatusCode::CREATED, location, Versioned(self.0)).into_response()
    }
}
