//! YAML text to values, one document at a time.

use super::compose::{Graph, compose};
use super::construct::construct;
use super::event::EventKind;
use super::stream::Stream;
use super::{Outline, Read, SyntaxError, hints};

/// The values of a stream. Text that is not YAML ends it; after any other error, such as an unknown
/// anchor, it goes on. Only one value is held in memory.
pub(super) struct YamlValues<'a> {
    text: &'a str,
    stream: Stream<'a>,
    /// The document that was read last.
    graph: Graph,
    upcoming: Upcoming,
    /// Where the next document's slice begins.
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
        let mut stream = Stream::new(text);
        let upcoming = upcoming(&mut stream);
        YamlValues { text, stream, graph: Graph::default(), upcoming, start: 0 }
    }

    /// The next value with its duplicate keys, whose places count from the end of the document before
    /// it, and where its own slice of the text ends. The last slice takes all that is left. No value is made
    /// of a document of whose outline `is_skipped` says so.
    pub(super) fn next(&mut self, is_skipped: &dyn Fn(&Outline) -> bool) -> Option<(Option<Read>, usize)> {
        let start = self.start;
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
        let end = match self.upcoming {
            Upcoming::End => self.text.len(),
            _ => self.stream.boundary(),
        };
        self.start = end;
        let slice = self.text.get(start..end).unwrap_or_default();
        if read.is_ok() && is_skipped(&Outline::new(&self.graph, slice)) {
            return Some((None, end));
        }
        let read = read.and_then(|()| construct(&self.graph, start)).map_err(|error| {
            let error = hints::of_meaning(error, self.text);
            SyntaxError { at: error.at.saturating_sub(start), ..error }
        });
        Some((Some(read), end))
    }
}

fn upcoming(stream: &mut Stream<'_>) -> Upcoming {
    match stream.next().map(|event| event.kind) {
        Ok(EventKind::DocumentStart { .. }) => Upcoming::Document,
        Ok(_) => Upcoming::End,
        Err(error) => Upcoming::Error(error),
    }
}
