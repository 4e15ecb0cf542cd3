//! Articles that a cluster has sent, kept in a temporary file until the last has arrived: an export is never a part of what
//! was asked for.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Seek, Write};

use super::errors::Failure;
use crate::article::Article;
use crate::article::labels::Labels;
use crate::query::{self, Matches};

/// Lines and labels in turn.
pub(crate) struct Sent(File);

impl Sent {
    /// Receives every match. Fails if the cluster doesn't send all of them.
    pub(crate) fn receive(found: &Matches<'_>) -> Result<Sent, Failure> {
        let failed = |e: std::io::Error| Failure::io("can't keep what the cluster sends in a temporary file", &e);
        let mut file = BufWriter::new(tempfile::tempfile().map_err(failed)?);
        let mut received = 0;
        found.each_line::<Failure>(|line, labels| {
            received += 1;
            writeln!(file, "{line}\n{labels}").map_err(failed)
        })?;
        let mut file = file.into_inner().map_err(|e| failed(e.into_error()))?;
        file.rewind().map_err(failed)?;
        Ok(Sent(file))
    }

    /// Calls `write` with each article.
    pub(crate) fn each(self, mut write: impl FnMut(&Article, &Labels) -> std::io::Result<()>) -> Result<(), Failure> {
        let failed = |e: std::io::Error| Failure::io("can't read what the cluster has sent", &e);
        let mut lines = BufReader::new(self.0).lines();
        while let Some(line) = lines.next().transpose().map_err(failed)? {
            let labels = lines.next().transpose().map_err(failed)?.unwrap_or_default();
            write(&query::sent_article(&line)?, &query::unpacked_labels(&labels)?).map_err(Failure::from_output)?;
        }
        Ok(())
    }
}
