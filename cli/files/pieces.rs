//! The text of a file in pieces of whole documents, so that a large file is never in memory as a whole.

use std::io::Read;
use std::path::PathBuf;

use etcdlint_core::source::last_cut;

use super::{Error, encoding, unreadable};

/// How much is read before it is cut.
const STEP: usize = 1024 * 1024;

/// How large a piece may become before a document ends in it.
const LARGEST: usize = 64 * STEP;

/// An iterator over the pieces of a file, of which the first that cannot be read is the last.
pub(crate) struct Pieces {
    reader: Option<Box<dyn Read>>,
    /// What has been read and not been given out.
    rest: Vec<u8>,
    /// The file, for messages.
    path: PathBuf,
}

impl Pieces {
    /// The pieces of what a reader gives. `size` is how much that may be.
    pub(crate) fn of(reader: impl Read + 'static, path: PathBuf, size: usize) -> Pieces {
        // One byte more shows that there is no more to come.
        let rest = Vec::with_capacity(size.min(STEP) + 1);
        Pieces { reader: Some(Box::new(reader)), rest, path }
    }

    /// Whether there is nothing but blanks; to be asked before anything is read.
    pub(crate) fn are_blank(&mut self) -> Result<bool, Error> {
        Ok(!self.read_on()? && self.rest.trim_ascii().is_empty())
    }

    /// All pieces in one.
    pub(crate) fn whole(mut self) -> Result<String, Error> {
        while self.read_on()? {}
        self.text_of_rest()
    }

    /// Reads another step; whether there may be more.
    fn read_on(&mut self) -> Result<bool, Error> {
        let Some(reader) = &mut self.reader else { return Ok(false) };
        // Where no document ends, as much again as was searched in vain.
        let step = self.rest.len().max(STEP);
        let read = reader.take(step as u64).read_to_end(&mut self.rest);
        let count = read.map_err(|source| unreadable(&self.path, source))?;
        if count < step {
            self.reader = None;
        }
        Ok(self.reader.is_some())
    }

    fn piece(&mut self) -> Result<String, Error> {
        while self.read_on()? {
            if let Some(end) = last_cut(&self.rest) {
                let rest = self.rest.split_off(end);
                let piece = std::mem::replace(&mut self.rest, rest);
                return self.text(piece);
            }
            if self.rest.len() >= LARGEST {
                return Err(Error::NoEnd(self.path.clone()));
            }
        }
        self.text_of_rest()
    }

    fn text_of_rest(&mut self) -> Result<String, Error> {
        let rest = std::mem::take(&mut self.rest);
        self.text(rest)
    }

    fn text(&self, bytes: Vec<u8>) -> Result<String, Error> {
        String::from_utf8(bytes)
            .map_err(|error| Error::NotText { path: self.path.clone(), what: encoding(error.as_bytes()) })
    }
}

impl Iterator for Pieces {
    type Item = Result<String, Error>;

    fn next(&mut self) -> Option<Result<String, Error>> {
        if self.reader.is_none() && self.rest.is_empty() {
            return None;
        }
        let piece = self.piece();
        if piece.is_err() {
            self.reader = None;
            self.rest.clear();
        }
        Some(piece)
    }
}
