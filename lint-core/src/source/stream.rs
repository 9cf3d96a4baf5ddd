//! The events of text that nobody vouches for: bounded in depth, and refused where YAML readers disagree.

use super::event::{Event, EventKind, Parser};
use super::{SyntaxError, hints, limits};

/// The characters that libyaml and go-yaml take for a line break.
pub(crate) const LINE_BREAKS: [char; 5] = ['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];

/// A stream of events. After an error it has ended.
pub(super) struct Stream<'a> {
    /// The text up to the first character that is refused.
    text: &'a str,
    parser: Parser<'a>,
    /// The error that waits at the end of `text`.
    refused: Option<SyntaxError>,
    /// Where the collections begin that are still open.
    open: Vec<usize>,
    has_failed: bool,
    boundary: usize,
}

impl<'a> Stream<'a> {
    /// `refused` is what [`refused_character`] says of the text.
    pub(super) fn new(text: &'a str, refused: Option<SyntaxError>) -> Stream<'a> {
        let end = refused.as_ref().map_or(text.len(), |error| error.at);
        let text = text.get(..end).unwrap_or(text);
        Stream { text, parser: Parser::new(text), refused, open: Vec::new(), has_failed: false, boundary: 0 }
    }

    /// The text that is read.
    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// Where the last document that ended gives way to the next.
    pub(super) fn boundary(&self) -> usize {
        self.boundary
    }

    /// The next event; `StreamEnd` for ever after an error.
    pub(super) fn next(&mut self) -> Result<Event<'_>, SyntaxError> {
        if self.has_failed {
            return Ok(Event::end(self.text.len()));
        }
        // Until it is known that this one is none.
        self.has_failed = true;
        let result = self.parser.next();
        let at = match &result {
            Ok(event) => event.span.start,
            Err(problem) => problem.at,
        };
        if at >= self.text.len()
            && let Some(refused) = self.refused.take()
        {
            return Err(refused);
        }
        let event =
            result.map_err(|problem| hints::of_syntax(problem, self.text, self.open.last().copied()))?;
        match event.kind {
            EventKind::DocumentStart { minor_version: Some(minor) } if minor != 1 => {
                return Err(hints::of_version(event.span.start));
            }
            EventKind::SequenceStart(_) | EventKind::MappingStart(_) => self.open.push(event.span.start),
            EventKind::SequenceEnd | EventKind::MappingEnd => {
                self.open.pop();
            }
            EventKind::DocumentEnd { explicit: true } => {
                self.boundary = end_of_line(self.text, event.span.end)
            }
            EventKind::DocumentEnd { explicit: false } => self.boundary = event.span.start,
            _ => {}
        }
        // libyaml takes quadratic time for nested brackets, so the limit must hold while it reads.
        if self.open.len() > limits::DEPTH {
            return Err(SyntaxError::too_deep(event.span.start));
        }
        self.has_failed = false;
        Ok(event)
    }

    /// Whether there was an error, behind which no more can be read.
    pub(super) fn has_failed(&self) -> bool {
        self.has_failed
    }

    /// Reads on to the end of the document, for the sake of those after it.
    pub(super) fn skip_document(&mut self) {
        while let Ok(event) = self.next() {
            if matches!(event.kind, EventKind::DocumentEnd { .. } | EventKind::StreamEnd) {
                break;
            }
        }
    }
}

/// The first character that YAML does not allow, or a byte-order mark, which go-yaml takes for
/// content and libyaml does not.
pub(super) fn refused_character(text: &str) -> Option<SyntaxError> {
    let mut at = 0;
    while at < text.len() {
        at += ordinary_bytes(&text.as_bytes()[at..]);
        for c in text[at..].chars().take(BLOCK) {
            if c == '\u{feff}' {
                return Some(SyntaxError::syntax(at, "byte-order mark inside the text"));
            }
            if !is_printable(c) {
                return Some(SyntaxError::syntax(at, "control characters are not allowed"));
            }
            at += c.len_utf8();
        }
    }
    None
}

/// So many bytes are looked at in one go.
const BLOCK: usize = 64;

/// How many bytes stand, in whole blocks, before one that is neither a printable character of ASCII nor a line
/// break or tab.
fn ordinary_bytes(bytes: &[u8]) -> usize {
    let is_ordinary = |byte: u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~');
    let blocks = bytes.chunks_exact(BLOCK);
    // Without a way out of the inner loop the compiler looks at many bytes at once.
    blocks.take_while(|block| block.iter().fold(true, |all, byte| all & is_ordinary(*byte))).count() * BLOCK
}

/// Whether YAML 1.1 allows `c` in a stream.
fn is_printable(c: char) -> bool {
    matches!(c,
        '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{d7ff}'
        | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
}

/// The offset after the line break behind `from`, if only a comment stands before it.
fn end_of_line(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let line = rest.split(LINE_BREAKS).next().unwrap_or_default();
    let comment = line.trim_start_matches([' ', '\t']);
    if !comment.is_empty() && !comment.starts_with('#') {
        return from;
    }
    let after = rest.get(line.len()..).unwrap_or_default();
    let line_break = match after.chars().next() {
        Some('\r') if after.starts_with("\r\n") => 2,
        first => first.map_or(0, char::len_utf8),
    };
    from + line.len() + line_break
}
