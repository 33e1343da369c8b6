//! The part of `OpenAI`'s API that embeddings need: <https://platform.openai.com/docs/api-reference/embeddings>.

mod error;
mod input;

use std::time::Duration;

use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequest, Path, Request, State};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use tokio::time::timeout;

use crate::engine::Client;
use crate::openai::error::ApiError;
use crate::openai::input::{Asked, Format};

/// How long a request may take to arrive, with a place in the queue that it keeps from others.
const ARRIVAL: Duration = Duration::from_secs(30);

/// `POST /v1/embeddings`, `GET /v1/models` and `GET /v1/models/{model}`, with `OpenAI`'s form for every error of theirs. What
/// is at other paths is for the program to say.
pub fn api(client: Client) -> Router {
    Router::new()
        .route("/v1/embeddings", post(embeddings))
        .route("/v1/models", get(models))
        .route("/v1/models/{*model}", get(model))
        .method_not_allowed_fallback(async || ApiError::method_not_allowed())
        .with_state(client)
}

#[derive(Serialize)]
struct List<T> {
    object: &'static str,
    data: Vec<T>,
}

#[derive(Serialize)]
struct Embeddings {
    #[serde(flatten)]
    list: List<Element>,
    model: String,
    usage: Usage,
}

#[derive(Serialize)]
struct Element {
    object: &'static str,
    index: usize,
    embedding: Vector,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Vector {
    Numbers(Vec<f32>),
    /// The numbers' bytes, little-endian, in base64: a third of the size, and what `OpenAI`'s own client asks for.
    Text(String),
}

#[derive(Serialize)]
struct Usage {
    prompt_tokens: usize,
    total_tokens: usize,
}

#[derive(Serialize)]
struct Model {
    id: String,
    object: &'static str,
    created: u64,
    owned_by: &'static str,
}

async fn embeddings(
    State(client): State<Client>,
    request: Request,
) -> Result<Json<Embeddings>, ApiError> {
    // First of all: of the body nothing has been read yet.
    let place = client.place()?;
    let arriving = timeout(ARRIVAL, Json::<Asked>::from_request(request, &()));
    let Json(request) = arriving.await.map_err(|_| ApiError::late())??;
    expect_model(&client, &request.model)?;
    let format = request.format()?;
    request.expect_dimensions(client.dimensions())?;
    let embedded = client.embed_at(place, request.texts()?).await?;
    let usage = Usage {
        prompt_tokens: embedded.tokens,
        total_tokens: embedded.tokens,
    };
    let data = embedded.vectors.into_iter().enumerate();
    let data = data.map(|(index, numbers)| Element {
        object: "embedding",
        index,
        embedding: encode(numbers, format),
    });
    Ok(Json(Embeddings {
        list: List {
            object: "list",
            data: data.collect(),
        },
        model: client.name().to_owned(),
        usage,
    }))
}

fn encode(numbers: Vec<f32>, format: Format) -> Vector {
    match format {
        Format::Float => Vector::Numbers(numbers),
        Format::Base64 => {
            let bytes: Vec<u8> = numbers.into_iter().flat_map(f32::to_le_bytes).collect();
            Vector::Text(STANDARD.encode(bytes))
        }
    }
}

async fn models(State(client): State<Client>) -> Json<List<Model>> {
    Json(List {
        object: "list",
        data: vec![describe(&client)],
    })
}

async fn model(
    State(client): State<Client>,
    name: Result<Path<String>, PathRejection>,
) -> Result<Json<Model>, ApiError> {
    let Path(name) = name?;
    expect_model(&client, &name)?;
    Ok(Json(describe(&client)))
}

fn describe(client: &Client) -> Model {
    Model {
        id: client.name().to_owned(),
        object: "model",
        // When, nobody knows; clients want a number.
        created: 0,
        owned_by: "local",
    }
}

fn expect_model(client: &Client, name: &str) -> Result<(), ApiError> {
    if name == client.name() {
        return Ok(());
    }
    Err(ApiError::unknown_model(name, client.name()))
}
