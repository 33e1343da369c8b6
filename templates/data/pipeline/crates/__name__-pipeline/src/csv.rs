//! From answers to text.

use std::io::Write;

use arrow::array::RecordBatch;
use arrow::csv::WriterBuilder;

use crate::error::CsvError;
use crate::query::Batches;

impl Batches {
    /// Writes the names of the columns, then the rows as they come, and says how many there were.
    ///
    /// # Errors
    ///
    /// [`CsvError::Query`] as [`next`](Self::next); [`CsvError::Encode`], [`CsvError::Write`].
    pub async fn write_csv(&mut self, mut out: impl Write) -> Result<usize, CsvError> {
        let mut batch = RecordBatch::new_empty(self.schema());
        let mut header = true;
        let mut rows = 0;
        loop {
            // As bytes first: the encoder does not say whether it is the writer that failed.
            let mut text = Vec::new();
            WriterBuilder::new()
                .with_header(header)
                .build(&mut text)
                .write(&batch)
                .map_err(CsvError::Encode)?;
            out.write_all(&text).map_err(CsvError::Write)?;
            rows += batch.num_rows();
            header = false;
            match self.next().await {
                Some(next) => batch = next?,
                None => return Ok(rows),
            }
        }
    }
}
