//! What clients may ask.

use std::fmt;

use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::openai::error::ApiError;

/// `OpenAI`'s own limit.
const MAX_TEXTS: usize = 2048;

#[derive(Deserialize)]
pub(super) struct Asked {
    pub(super) model: String,
    input: Texts,
    encoding_format: Option<String>,
    dimensions: Option<usize>,
}

/// Of too many there is one more than there may be: a string takes ten times the memory that it has in a body when it is short.
struct Texts(Vec<String>);

/// One of an array.
#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "`input` must be a string or an array of strings, not numbers of tokens: models differ in them"
)]
enum Text {
    Text(String),
}

#[derive(Clone, Copy)]
pub(super) enum Format {
    Float,
    Base64,
}

impl Asked {
    pub(super) fn texts(self) -> Result<Vec<String>, ApiError> {
        let refuse = |why: &str| Err(ApiError::invalid("input", why));
        let Texts(texts) = self.input;
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

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneOrMany)
    }
}

struct OneOrMany;

impl<'de> Visitor<'de> for OneOrMany {
    type Value = Texts;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string or an array of strings")
    }

    fn visit_str<E>(self, text: &str) -> Result<Texts, E> {
        Ok(Texts(vec![text.to_owned()]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Texts, A::Error> {
        let mut texts = Vec::new();
        while texts.len() <= MAX_TEXTS {
            match array.next_element()? {
                Some(Text::Text(text)) => texts.push(text),
                None => return Ok(Texts(texts)),
            }
        }
        while array.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Texts(texts))
    }
}
