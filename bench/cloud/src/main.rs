//! What the generated service is compared with: Axum and SQLx, the same query, and nothing else.
//!
//!     bare <port> <database URL>

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use sqlx::pool::PoolOptions;
use sqlx::{FromRow, Pool};
use time::OffsetDateTime;
use tokio::net::TcpListener;
use uuid::Uuid;

#[cfg(feature = "postgres")]
type Database = sqlx::Postgres;
#[cfg(not(feature = "postgres"))]
type Database = sqlx::Sqlite;

const FIND: &str = r"
    SELECT o.id, o.reference, o.currency, o.state, o.version, o.created_at, l.sku, l.quantity, l.unit_price
    FROM (SELECT * FROM orders WHERE id = $1) o LEFT JOIN order_lines l ON l.order_id = o.id
    ORDER BY o.id";

#[derive(FromRow)]
struct Row {
    id: Uuid,
    reference: String,
    currency: String,
    state: String,
    version: i64,
    created_at: OffsetDateTime,
    sku: Option<String>,
    quantity: Option<i64>,
    unit_price: Option<i64>,
}

#[derive(Serialize)]
struct Money {
    minor: i64,
    currency: String,
}

#[derive(Serialize)]
struct Line {
    sku: String,
    quantity: i64,
    unit_price: Money,
}

#[derive(Serialize)]
struct Order {
    id: Uuid,
    reference: String,
    state: String,
    version: i64,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    lines: Vec<Line>,
    total: Money,
}

async fn find(
    State(pool): State<Pool<Database>>,
    Path(id): Path<Uuid>,
) -> Result<Json<Order>, StatusCode> {
    let rows: Vec<Row> = sqlx::query_as(FIND)
        .bind(id)
        .fetch_all(&pool)
        .await
        .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    order(rows).map(Json).ok_or(StatusCode::NOT_FOUND)
}

fn order(rows: Vec<Row>) -> Option<Order> {
    let first = rows.first()?;
    let (id, version, created_at) = (first.id, first.version, first.created_at);
    let (reference, state) = (first.reference.clone(), first.state.clone());
    let currency = first.currency.clone();
    let money = |minor| Money {
        minor,
        currency: currency.clone(),
    };
    let lines: Vec<Line> = rows
        .into_iter()
        .filter_map(|row| {
            Some(Line {
                sku: row.sku?,
                quantity: row.quantity?,
                unit_price: money(row.unit_price?),
            })
        })
        .collect();
    let total = lines
        .iter()
        .map(|line| line.quantity * line.unit_price.minor)
        .sum();
    Some(Order {
        id,
        reference,
        state,
        version,
        created_at,
        lines,
        total: money(total),
    })
}

#[tokio::main]
async fn main() {
    let mut args = std::env::args().skip(1);
    let (Some(port), Some(url)) = (args.next(), args.next()) else {
        panic!("bare <port> <database URL>");
    };
    let pool = PoolOptions::<Database>::new()
        .max_connections(8)
        .connect(&url)
        .await
        .expect("the database answers");
    let routes = Router::new()
        .route("/healthz", get(async || "alive"))
        .route("/v1/orders/{id}", get(find))
        .with_state(pool);
    let listener = TcpListener::bind(format!("127.0.0.1:{port}"))
        .await
        .expect("the port is free");
    axum::serve(listener, routes).await.expect("it serves");
}
