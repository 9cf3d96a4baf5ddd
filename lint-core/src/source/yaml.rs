//! YAML text to values, one document at a time.

use super::compose::{Graph, compose};
use super::construct::construct;
use super::event::EventKind;
use super::stream::{Stream, refused_character};
use super::{Outline, Read, SyntaxError, cut, hints};

/// The values of a stream. After a document that is not YAML it goes on where the next one begins.
/// Only one value is held in memory.
pub(super) struct YamlValues<'a> {
    /// All that has not been given up.
    text: &'a str,
    /// Where it begins in the whole.
    base: usize,
    stream: Stream<'a>,
    /// The first character of `text` that is refused.
    refused: Option<SyntaxError>,
    /// The document that was read last.
    graph: Graph,
    upcoming: Upcoming,
    /// Where the next document's slice begins in `text`.
    start: usize,
}

/// What stands between two documents.
enum Upcoming {
    Document,
    Error(SyntaxError),
    End,
}

impl<'a> YamlValues<'a> {
    pub(super) fn new(text: &'a str) -> YamlValues<'a> {
        let refused = refused_character(text);
        let mut stream = Stream::new(text, refused.clone());
        let upcoming = upcoming(&mut stream);
        YamlValues { text, base: 0, stream, refused, graph: Graph::default(), upcoming, start: 0 }
    }

    /// The next value with its duplicate keys, whose places count from the end of the document before
    /// it, and where its own slice of the text ends. The last slice takes all that is left. No value is made
    /// of a document of whose outline `is_skipped` says so.
    pub(super) fn next(&mut self, is_skipped: &dyn Fn(&Outline) -> bool) -> Option<(Option<Read>, usize)> {
        let (text, start) = (self.text, self.start);
        let read = match std::mem::replace(&mut self.upcoming, Upcoming::End) {
            Upcoming::End => return None,
            Upcoming::Error(error) => Err(error),
            Upcoming::Document => {
                let read = compose(&mut self.graph, &mut self.stream, start);
                let read = read.inspect_err(|_| self.stream.skip_document());
                self.upcoming = upcoming(&mut self.stream);
                read
            }
        };
        let mut cut = None;
        let end = match self.upcoming {
            Upcoming::End if read.is_err() && self.stream.has_failed() => {
                cut = cut::first(&text[start..]).map(|at| start + at);
                cut.unwrap_or(text.len())
            }
            Upcoming::End => text.len(),
            _ => self.stream.boundary(),
        };
        let slice = text.get(start..end).unwrap_or_default();
        let read = match read {
            Ok(()) if is_skipped(&Outline::new(&self.graph, slice)) => None,
            Ok(()) => Some(construct(&self.graph, start)),
            Err(error) => Some(Err(error)),
        };
        let read = read.map(|read| {
            read.map_err(|error| {
                let error = SyntaxError { at: error.at.saturating_sub(start), ..error };
                hints::of_meaning(within(slice, error), slice)
            })
        });
        self.start = end;
        let end = self.base + end;
        if cut.is_some() {
            self.begin_anew();
        }
        Some((read, end))
    }

    /// Gives up what lies behind, and the stream that has failed there.
    fn begin_anew(&mut self) {
        let given_up = std::mem::take(&mut self.start);
        self.base += given_up;
        self.text = &self.text[given_up..];
        self.refused = match self.refused.take() {
            Some(error) if error.at < given_up => refused_character(self.text),
            refused => refused.map(|error| SyntaxError { at: error.at - given_up, ..error }),
        };
        self.stream = Stream::new(self.text, self.refused.clone());
        self.upcoming = upcoming(&mut self.stream);
    }
}

/// An error at the line that ends the document is explained by that line, which is none of the document's.
fn within(document: &str, error: SyntaxError) -> SyntaxError {
    if error.at <= document.len() { error } else { SyntaxError { at: document.len(), hint: None, ..error } }
}

fn upcoming(stream: &mut Stream<'_>) -> Upcoming {
    match stream.next().map(|event| event.kind) {
        Ok(EventKind::DocumentStart { .. }) => Upcoming::Document,
        Ok(_) => Upcoming::End,
        Err(error) => Upcoming::Error(error),
    }
}
