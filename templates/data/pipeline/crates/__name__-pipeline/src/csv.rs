//! From answers to text.

use std::io::{self, Write};
use std::thread;

use arrow::array::RecordBatch;
use arrow::csv::WriterBuilder;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::sync::oneshot;

use crate::error::CsvError;
use crate::query::Batches;

impl Batches {
    /// Writes the names of the columns, then the rows as they come, and says how many there were.
    ///
    /// `out` is written to by a thread of its own, since whoever reads there may not do so for a long time. If the future is
    /// dropped meanwhile, the query ends, and nobody waits for that thread: a write that has begun may go on.
    ///
    /// # Errors
    ///
    /// [`CsvError::Query`] as [`next`](Self::next); [`CsvError::Encode`], [`CsvError::Write`].
    pub async fn write_csv(&mut self, out: impl Write + Send + 'static) -> Result<usize, CsvError> {
        // One text waits while another is written.
        let (texts, waiting) = mpsc::channel(1);
        let (ended, written) = oneshot::channel();
        thread::Builder::new()
            .name("csv".to_owned())
            .spawn(move || ended.send(write_all(out, waiting)))
            .map_err(CsvError::Write)?;
        let rows = self.send_csv(texts).await;
        written
            .await
            .unwrap_or_else(|_| Err(io::Error::other("the writer panicked")))
            .map_err(CsvError::Write)?;
        rows
    }

    /// Sends everything, or until nobody takes it any more.
    async fn send_csv(&mut self, texts: Sender<Vec<u8>>) -> Result<usize, CsvError> {
        let mut batch = RecordBatch::new_empty(self.schema());
        let mut header = true;
        let mut rows = 0;
        loop {
            let mut text = Vec::new();
            WriterBuilder::new()
                .with_header(header)
                .build(&mut text)
                .write(&batch)
                .map_err(CsvError::Encode)?;
            if texts.send(text).await.is_err() {
                return Ok(rows);
            }
            rows += batch.num_rows();
            header = false;
            match self.next().await {
                Some(next) => batch = next?,
                None => return Ok(rows),
            }
        }
    }
}

fn write_all(mut out: impl Write, mut texts: Receiver<Vec<u8>>) -> io::Result<()> {
    while let Some(text) = texts.blocking_recv() {
        out.write_all(&text)?;
    }
    out.flush()
}
