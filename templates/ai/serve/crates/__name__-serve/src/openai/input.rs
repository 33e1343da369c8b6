//! What clients may ask.

use serde::Deserialize;

use crate::openai::error::ApiError;

/// `OpenAI`'s own limit.
const MAX_TEXTS: usize = 2048;

#[derive(Deserialize)]
pub(super) struct Request {
    pub(super) model: String,
    input: Input,
    encoding_format: Option<String>,
    dimensions: Option<usize>,
}

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "`input` must be a string or an array of strings, not numbers of tokens: models differ in them"
)]
enum Input {
    One(String),
    Many(Vec<String>),
}

#[derive(Clone, Copy)]
pub(super) enum Format {
    Float,
    Base64,
}

impl Request {
    pub(super) fn texts(self) -> Result<Vec<String>, ApiError> {
        let refuse = |why: &str| Err(ApiError::invalid("input", why));
        let texts = match self.input {
            Input::One(text) => vec![text],
            Input::Many(texts) => texts,
        };
        if texts.is_empty() || texts.iter().any(String::is_empty) {
            return refuse("`input` must not be empty, and hold no empty string");
        }
        if texts.len() > MAX_TEXTS {
            return refuse(&format!("`input` may hold {MAX_TEXTS} strings at most"));
        }
        Ok(texts)
    }

    pub(super) fn format(&self) -> Result<Format, ApiError> {
        match self.encoding_format.as_deref() {
            None | Some("float") => Ok(Format::Float),
            Some("base64") => Ok(Format::Base64),
            Some(_) => {
                let why = "`encoding_format` must be `float` or `base64`";
                Err(ApiError::invalid("encoding_format", why))
            }
        }
    }

    pub(super) fn expect_dimensions(&self, available: usize) -> Result<(), ApiError> {
        if self.dimensions.is_none_or(|wanted| wanted == available) {
            return Ok(());
        }
        let why = format!("this model has {available} dimensions and no other number of them");
        Err(ApiError::invalid("dimensions", why))
    }
}
