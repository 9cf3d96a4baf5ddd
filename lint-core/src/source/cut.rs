//! Where a stream of documents can be cut into texts that can be read one without the other.
//!
//! A line that begins with `---` and a blank ends whatever document is open above it, in a block scalar too, and
//! in brackets and quotes it is an error: so libyaml reads it, and kubectl cuts a file there before it is read.
//! What stands between two documents must stay with the second: directives, and comments behind a `...`.

use memchr::{memchr_iter, memchr3};

use super::stream::LINE_BREAKS;

/// The first place in a text, behind its beginning, where it can be cut.
pub(super) fn first(text: &str) -> Option<usize> {
    let text = text.as_bytes();
    let mut before = 0;
    separators(text).find(|at| can_cut_behind(&text[std::mem::replace(&mut before, *at)..*at]))
}

/// The last place where a text can be cut that begins where a document does, and need not end where one does.
/// What may begin as JSON is not cut: how it is read shows only when all of it is there.
pub fn last(text: &[u8]) -> Option<usize> {
    let content = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text).trim_ascii_start();
    // There are blanks that are not ASCII.
    if content.first().is_some_and(|first| *first == b'{' || !first.is_ascii()) {
        return None;
    }
    let found: Vec<usize> = separators(text).collect();
    let before = |position: usize| position.checked_sub(1).map_or(0, |before| found[before]);
    let can_cut = |position: &usize| can_cut_behind(&text[before(*position)..found[*position]]);
    (0..found.len()).rev().find(can_cut).map(|position| found[position])
}

/// Where lines begin that end a document, except at the beginning of the text.
fn separators(text: &[u8]) -> impl Iterator<Item = usize> {
    let ends = |at: &usize| matches!(text[*at..], [b'-', b'-', b'-', b' ' | b'\t' | b'\r' | b'\n', ..]);
    memchr_iter(b'\n', text).map(|at| at + 1).filter(ends)
}

/// What stands before a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// A document, up to this line.
    Document,
    /// `...`, and nothing after it.
    DocumentEnd,
    /// What belongs to the document that comes, and perhaps no document at all.
    Other,
}

/// Whether a text that begins with a document, or with the first document of the stream, can be cut behind
/// these lines of it, before a line that ends documents.
fn can_cut_behind(lines: &[u8]) -> bool {
    let first = if lines.starts_with(b"---") { Before::Document } else { Before::Other };
    let lines = lines.strip_suffix(b"\n").unwrap_or(lines);
    lines.split(|byte| *byte == b'\n').fold(first, |before, line| before.and_line(line)) != Before::Other
}

impl Before {
    fn and_line(self, line: &[u8]) -> Before {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match (self, line) {
            // In what is a line for YAML there may be several.
            _ if has_other_breaks(line) => Before::Other,
            (_, [b'%', ..]) => Before::Other,
            (before, [b'.', b'.', b'.']) | (before, [b'.', b'.', b'.', b' ' | b'\t', ..]) => match before {
                Before::Document => Before::DocumentEnd,
                _ => Before::Other,
            },
            (Before::Document, _) => Before::Document,
            (_, line) => match line.trim_ascii_start() {
                [] | [b'#', ..] => Before::Other,
                _ => Before::Document,
            },
        }
    }
}

/// Whether there are line breaks that are none for most programs.
fn has_other_breaks(line: &[u8]) -> bool {
    // Nearly no line has the bytes that they begin with.
    memchr3(b'\r', 0xc2, 0xe2, line).is_some() && String::from_utf8_lossy(line).contains(LINE_BREAKS)
}
