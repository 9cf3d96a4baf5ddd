//! Text to documents, one at a time.

use super::compose::compose;
use super::construct::construct;
use super::event::EventKind;
use super::stream::Stream;
use super::{Document, Node, Syntax, SyntaxError, Text};

/// The documents of a YAML stream.
///
/// Each takes its slice of the text, from the end of the one before it, so comments above a document
/// belong to it; the last takes all that is left. Only one document is held in memory. Text that is
/// not YAML ends the stream with a document that carries the error; after any other error, such as
/// an unknown anchor, the stream goes on.
pub fn documents(text: &str) -> Documents<'_> {
    // libyaml counts a byte-order mark as a column, which would break the indentation of line 1.
    let content = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut stream = Stream::new(content);
    let upcoming = upcoming(&mut stream);
    Documents { content, cut: text.len() - content.len(), stream, upcoming, start: 0, line: 1, index: 0 }
}

/// The iterator that [`documents`] returns.
pub struct Documents<'a> {
    content: &'a str,
    /// Bytes of the byte-order mark before `content`.
    cut: usize,
    stream: Stream<'a>,
    upcoming: Upcoming,
    /// Where the next document's slice begins in `content`.
    start: usize,
    line: usize,
    index: usize,
}

/// What stands between two documents.
enum Upcoming {
    Document,
    Error(SyntaxError),
    End,
}

fn upcoming(stream: &mut Stream<'_>) -> Upcoming {
    match stream.next().map(|event| event.kind) {
        Ok(EventKind::DocumentStart) => Upcoming::Document,
        Ok(_) => Upcoming::End,
        Err(error) => Upcoming::Error(error),
    }
}

impl Iterator for Documents<'_> {
    type Item = Document;

    fn next(&mut self) -> Option<Document> {
        let result = match std::mem::replace(&mut self.upcoming, Upcoming::End) {
            Upcoming::End => return None,
            Upcoming::Error(error) => Err(error),
            Upcoming::Document => {
                let graph =
                    compose(&mut self.stream, self.start).inspect_err(|_| self.stream.skip_document());
                self.upcoming = upcoming(&mut self.stream);
                graph.and_then(|graph| construct(&graph, self.start))
            }
        };
        let (root, duplicates, error) = match result {
            Ok((root, duplicates)) => (root, duplicates, None),
            Err(error) => {
                let at = error.at.saturating_sub(self.start);
                (Node::default(), Vec::new(), Some(SyntaxError { at, ..error }))
            }
        };
        let end = match self.upcoming {
            Upcoming::End => self.content.len(),
            _ => self.stream.boundary(),
        };
        let text = self.content.get(self.start..end).unwrap_or_default();
        let document = Document {
            text: Text(text.to_owned()),
            offset: self.cut + self.start,
            line: self.line,
            index: self.index,
            root,
            duplicates,
            syntax: Syntax::Yaml,
            error,
        };
        self.line += line_breaks(text);
        self.start = end;
        self.index += 1;
        Some(document)
    }
}

/// Line breaks as editors count them: `\n`, `\r\n` or `\r`.
fn line_breaks(text: &str) -> usize {
    let carriage_returns = text.matches('\r').count() - text.matches("\r\n").count();
    text.matches('\n').count() + carriage_returns
}
