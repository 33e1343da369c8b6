//! Text to tokens: `tokenizer.json`.

use std::path::Path;

use tokenizers::models::wordpiece::WordPiece;
use tokenizers::normalizers::BertNormalizer;
use tokenizers::pre_tokenizers::bert::BertPreTokenizer;
use tokenizers::{DecoderWrapper, PostProcessorWrapper, TokenizerImpl};

use crate::error::{Error, Problem};
use crate::files;

/// A vocabulary of a million tokens fits.
const LIMIT: u64 = 1 << 26;

/// The types admit nothing but what BERT uses: no other model, no pattern that a file could bring.
type Bert = TokenizerImpl<
    WordPiece,
    BertNormalizer,
    BertPreTokenizer,
    PostProcessorWrapper,
    DecoderWrapper,
>;

/// A text as the model reads it: numbers of a vocabulary, between a token that opens and one that closes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tokens {
    ids: Vec<u32>,
}

impl Tokens {
    /// The numbers in the model's vocabulary, at least the two that mark the ends.
    pub fn ids(&self) -> &[u32] {
        &self.ids
    }
}

#[derive(Debug)]
pub(crate) struct Tokenizer {
    inner: Bert,
    first: u32,
    last: u32,
    max_tokens: usize,
}

impl Tokenizer {
    pub(crate) fn load(folder: &Path, vocabulary: usize, max_tokens: usize) -> Result<Self, Error> {
        let path = folder.join("tokenizer.json");
        files::read(&path, LIMIT)
            .and_then(|bytes| Self::parse(&bytes, vocabulary, max_tokens))
            .map_err(|problem| problem.in_file(&path))
    }

    fn parse(bytes: &[u8], vocabulary: usize, max_tokens: usize) -> Result<Self, Problem> {
        let mut inner = Bert::from_bytes(bytes).map_err(Problem::Tokenizer)?;
        inner.with_padding(None);
        // Done here instead, like the two tokens at the ends: what the file says about them can contradict the model.
        inner.with_truncation(None).map_err(Problem::Tokenizer)?;
        let largest = inner.get_vocab(true).into_values().max().unwrap_or(0);
        if largest as usize >= vocabulary {
            let expected = format!("less than `vocab_size`, {vocabulary}");
            return Err(Problem::field("vocab", largest.to_string(), expected));
        }
        let special = |token: &str| {
            let missing = || Problem::field("vocab", format!("without {token}"), "with it");
            inner.token_to_id(token).ok_or_else(missing)
        };
        Ok(Self {
            first: special("[CLS]")?,
            last: special("[SEP]")?,
            inner,
            max_tokens,
        })
    }

    pub(crate) fn tokenize(&self, text: &str) -> Result<Tokens, Error> {
        let encoding = self
            .inner
            .encode_fast(text, false)
            .map_err(Error::Tokenize)?;
        let words = encoding.get_ids().iter().copied();
        let ids = std::iter::once(self.first)
            .chain(words.take(self.max_tokens - 2))
            .chain(std::iter::once(self.last))
            .collect();
        Ok(Tokens { ids })
    }
}
