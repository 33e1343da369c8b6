//! `model.safetensors`: a header in JSON that says where each tensor lies, then the numbers.
//!
//! The file is read a tensor at a time, not mapped: a mapping would be unsafe code, and is no faster for a file of which
//! everything is needed once. No byte is reserved before the header, the length of the file and `config.json` agree on it.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use safetensors::Dtype;
use safetensors::tensor::Metadata;

use crate::error::{Error, Problem};
use crate::files;

/// The header of a BERT with 24 layers has about 50 KiB.
const MAX_HEADER: u64 = 1 << 20;

/// An open file of weights.
#[derive(Debug)]
pub(crate) struct Weights {
    file: File,
    header: Metadata,
    /// Where the numbers begin, in bytes.
    start: u64,
    /// What stands before every name: `bert.`, where the file holds a model with a head.
    prefix: &'static str,
}

impl Weights {
    /// Opens a file and checks that its header describes the whole of it; hands it to `take`.
    pub(crate) fn read<T>(
        folder: &Path,
        take: impl FnOnce(&mut Self) -> Result<T, Problem>,
    ) -> Result<T, Error> {
        let path = folder.join("model.safetensors");
        Self::open(&path)
            .and_then(|mut weights| take(&mut weights))
            .map_err(|problem| problem.in_file(&path))
    }

    fn open(path: &Path) -> Result<Self, Problem> {
        let (mut file, length) = files::open(path)?;
        let mut size = [0; 8];
        file.read_exact(&mut size)
            .map_err(|_| Problem::Weights("it has no header".to_owned()))?;
        let size = u64::from_le_bytes(size);
        if size > MAX_HEADER || size > length.saturating_sub(8) {
            return Err(Problem::Weights(format!(
                "its header of {size} bytes is over {MAX_HEADER}, or over the file of {length}"
            )));
        }
        let mut header = Vec::new();
        (&mut file).take(size).read_to_end(&mut header)?;
        let header: Metadata = serde_json::from_slice(&header)?;
        let start = 8 + size;
        // The header's own numbers may end anywhere.
        let described = start.saturating_add(header.data_len() as u64);
        if described != length {
            return Err(Problem::Weights(format!(
                "it has {length} bytes, and its header describes {described}"
            )));
        }
        let prefix = match header.info("bert.embeddings.word_embeddings.weight") {
            Some(_) => "bert.",
            None => "",
        };
        Ok(Self {
            file,
            header,
            start,
            prefix,
        })
    }

    /// The numbers of a tensor, which has to have this shape.
    pub(crate) fn tensor(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>, Problem> {
        let name = format!("{}{name}", self.prefix);
        let Some(info) = self.header.info(&name) else {
            return Err(Problem::tensor(&name, "is missing"));
        };
        if info.dtype != Dtype::F32 {
            let what = format!("has numbers of the type {}, not F32", info.dtype);
            return Err(Problem::tensor(&name, what));
        }
        if info.shape != shape {
            let what = format!("has the shape {:?}, not {shape:?}", info.shape);
            return Err(Problem::tensor(&name, what));
        }
        let (begin, end) = info.data_offsets;
        self.file.seek(SeekFrom::Start(self.start + begin as u64))?;
        let mut bytes = vec![0; end - begin];
        self.file.read_exact(&mut bytes)?;
        let numbers: Vec<f32> = bytes
            .as_chunks()
            .0
            .iter()
            .map(|bytes| f32::from_le_bytes(*bytes))
            .collect();
        if !numbers.iter().all(|number| number.is_finite()) {
            return Err(Problem::tensor(&name, "holds a number that is not finite"));
        }
        Ok(numbers)
    }
}
