//! Text to tokens: `tokenizer.json`.

use std::path::Path;

use serde::Deserialize;
use tokenizers::decoders::wordpiece::WordPiece as Decoder;
use tokenizers::models::wordpiece::WordPiece;
use tokenizers::normalizers::BertNormalizer;
use tokenizers::pre_tokenizers::bert::BertPreTokenizer;
use tokenizers::processors::bert::BertProcessing;
use tokenizers::{AddedToken, Model, TokenizerBuilder, TokenizerImpl};

use crate::error::{Error, Problem};
use crate::files;

/// A vocabulary of a million tokens fits.
const LIMIT: u64 = 1 << 26;

/// The longest word in characters that is split; BERT's own limit is half of it. What a word costs grows with its third power.
const MAX_WORD: usize = 200;

/// In bytes; BERT's own has two. It is put before every part of a word that is looked up.
const MAX_PREFIX: usize = 16;

/// The last two are there for the type alone: nothing is decoded, and the ends of a text are put on here.
type Bert = TokenizerImpl<WordPiece, BertNormalizer, BertPreTokenizer, BertProcessing, Decoder>;

/// All that is read of the file. The types admit nothing but what BERT uses: no other model, no pattern that a file could
/// bring. Padding, truncation, the tokens at the ends and decoding are passed over: what the file says about them can
/// contradict the model.
#[derive(Deserialize)]
struct File {
    model: WordPiece,
    normalizer: Option<BertNormalizer>,
    pre_tokenizer: Option<BertPreTokenizer>,
    #[serde(default)]
    added_tokens: Vec<AddedToken>,
}

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
        let file: File =
            serde_json::from_slice(bytes).map_err(|error| Problem::Tokenizer(error.into()))?;
        check(&file.model)?;
        let mut inner: Bert = TokenizerBuilder::new()
            .with_model(file.model)
            .with_normalizer(file.normalizer)
            .with_pre_tokenizer(file.pre_tokenizer)
            .build()
            .map_err(Problem::Tokenizer)?;
        inner
            .add_tokens(file.added_tokens)
            .map_err(Problem::Tokenizer)?;
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
            .encode_fast(self.beginning(text), false)
            .map_err(Error::Tokenize)?;
        let words = encoding.get_ids().iter().copied();
        let ids = std::iter::once(self.first)
            .chain(words.take(self.max_tokens - 2))
            .chain(std::iter::once(self.last))
            .collect();
        Ok(Tokens { ids })
    }

    /// As much of a text as its tokens can come from: that many of the longest words, with a space behind each.
    fn beginning<'a>(&self, text: &'a str) -> &'a str {
        let limit = self.max_tokens * (MAX_WORD + 1);
        match text.char_indices().nth(limit) {
            Some((end, _)) => &text[..end],
            None => text,
        }
    }
}

/// What the types leave open: how long splitting a word takes, and whether it can fail.
fn check(model: &WordPiece) -> Result<(), Problem> {
    let longest = model.max_input_chars_per_word;
    if longest > MAX_WORD {
        let expected = format!("{MAX_WORD} at most");
        return Err(Problem::field(
            "max_input_chars_per_word",
            longest.to_string(),
            expected,
        ));
    }
    let prefix = model.continuing_subword_prefix.len();
    if prefix > MAX_PREFIX {
        return Err(Problem::field(
            "continuing_subword_prefix",
            format!("of {prefix} bytes"),
            format!("of {MAX_PREFIX} at most"),
        ));
    }
    if model.token_to_id(&model.unk_token).is_none() {
        return Err(Problem::field(
            "unk_token",
            "not in the vocabulary",
            "in it",
        ));
    }
    Ok(())
}
