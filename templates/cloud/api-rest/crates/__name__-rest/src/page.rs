//! What describes the API, to programs and to people.

use axum::Router;
use axum::body::Bytes;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::routing::get;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::OpenApi;
use utoipa::openapi::{self, Info};
use utoipa_swagger_ui::{Config, SwaggerUi};
use web::Problem;

/// Swagger UI has its files beside it, pictures in its style sheet, and styles on its elements.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; \
     frame-ancestors 'none'",
);

/// This crate bears the name of its service.
const PACKAGE: &str = env!("CARGO_PKG_NAME");

/// The beginning of the description, in which problems are defined.
#[derive(OpenApi)]
#[openapi(components(schemas(Problem)))]
pub(crate) struct Description;

/// The description at `/openapi.json`, and a page at `/docs` on which it can be browsed.
pub(crate) fn of(mut description: openapi::OpenApi) -> Router {
    let service = PACKAGE.strip_suffix("-rest").unwrap_or(PACKAGE);
    description.info = Info::new(service, env!("CARGO_PKG_VERSION"));
    let document = description.to_json().expect("it holds nothing but JSON");
    // Written once: strangers may ask for it as often as they like.
    let document = Bytes::from(document);
    let document = ([(CONTENT_TYPE, "application/json")], document);
    // Nobody elsewhere is asked whether the description is valid.
    let page = SwaggerUi::new("/docs").config(Config::new(["/openapi.json"]).validator_url("none"));
    let policy = SetResponseHeaderLayer::if_not_present(CONTENT_SECURITY_POLICY, POLICY);
    Router::from(page)
        .route("/openapi.json", get(async || document))
        .route_layer(policy)
}
