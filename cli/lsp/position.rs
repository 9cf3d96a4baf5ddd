//! Positions as the protocol counts them: lines from 0, columns in units that both sides agreed upon.

use std::ops::Range;

use etcdlint_core::source;
use etcdlint_core::source::position::Lines;
use lsp_types::{Position, PositionEncodingKind, TextDocumentContentChangeEvent};

/// What a column counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    /// What every editor understands.
    #[default]
    Utf16,
}

impl Encoding {
    /// The name in the protocol.
    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
        }
    }

    fn length(self, char: char) -> usize {
        match self {
            Encoding::Utf8 => char.len_utf8(),
            Encoding::Utf16 => char.len_utf16(),
        }
    }

    /// The byte at a column; within a character its start, past the end of the line its end.
    fn byte_at(self, line: &str, column: usize) -> usize {
        let mut passed = 0;
        for (at, char) in line.char_indices() {
            passed += self.length(char);
            if passed > column {
                return at;
            }
        }
        line.len()
    }
}

/// A text whose bytes have positions.
#[derive(Clone, Debug)]
pub(super) struct Text {
    content: String,
    lines: Lines,
    encoding: Encoding,
}

impl Text {
    pub(super) fn new(content: String, encoding: Encoding) -> Text {
        Text { lines: lines_of(&content), content, encoding }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.content
    }

    /// The line on which a byte lies, without its line end.
    pub(super) fn line_at(&self, at: usize) -> Range<usize> {
        self.lines.line_at(&self.content, at)
    }

    pub(super) fn position(&self, at: usize) -> Position {
        let place = self.lines.position(&self.content, at);
        let column = match self.encoding {
            Encoding::Utf8 => at.saturating_sub(self.line_at(at).start),
            Encoding::Utf16 => place.utf16 - 1,
        };
        Position::new(narrow(place.line - 1), narrow(column))
    }

    pub(super) fn range(&self, bytes: &Range<usize>) -> lsp_types::Range {
        lsp_types::Range::new(self.position(bytes.start), self.position(bytes.end))
    }

    /// The byte at a position. One past a line's end is that end, one past the last line the text's end.
    pub(super) fn byte_at(&self, position: Position) -> usize {
        let number = usize::try_from(position.line).unwrap_or(usize::MAX);
        let column = usize::try_from(position.character).unwrap_or(usize::MAX);
        match self.lines.line(&self.content, number.saturating_add(1)) {
            Some(line) => line.start + self.encoding.byte_at(&self.content[line.clone()], column),
            None => self.content.len(),
        }
    }

    /// The bytes of a range; its ends may be in any order.
    pub(super) fn bytes(&self, range: lsp_types::Range) -> Range<usize> {
        let (a, b) = (self.byte_at(range.start), self.byte_at(range.end));
        a.min(b)..a.max(b)
    }

    /// Makes changes one after another, each to what the one before has left: of a range, or of everything.
    pub(super) fn change(&mut self, changes: &[TextDocumentContentChangeEvent]) {
        let mut starts = Starts::of(&self.content);
        for TextDocumentContentChangeEvent { range, text, .. } in changes {
            let byte = |position| starts.byte_at(&self.content, position, self.encoding);
            let bytes = range.map_or(0..self.content.len(), |range| {
                let (a, b) = (byte(range.start), byte(range.end));
                a.min(b)..a.max(b)
            });
            self.content.replace_range(bytes.clone(), text);
            starts.replaced(&self.content, &bytes, text.len());
        }
        self.lines = lines_of(&self.content);
    }
}

/// Where the lines of a text begin, kept up from change to change: a message may bring thousands of them, and to
/// look at the whole text after each would keep everybody waiting.
struct Starts(Vec<usize>);

impl Starts {
    fn of(text: &str) -> Starts {
        Starts(std::iter::once(0).chain((1..=text.len()).filter(|at| begins_line(text, *at))).collect())
    }

    fn byte_at(&self, text: &str, position: Position, encoding: Encoding) -> usize {
        let number = usize::try_from(position.line).unwrap_or(usize::MAX);
        let column = usize::try_from(position.character).unwrap_or(usize::MAX);
        let Some(start) = self.0.get(number) else { return text.len() };
        let end = self.0.get(number.saturating_add(1)).copied().unwrap_or(text.len());
        let line = text[*start..end].trim_end_matches(['\n', '\r']);
        start + encoding.byte_at(line, column)
    }

    /// Takes note that `length` bytes stand in `text` where these bytes were.
    fn replaced(&mut self, text: &str, bytes: &Range<usize>, length: usize) {
        let end = bytes.start + length;
        // A line that begins behind what was written does so for what is before it, and for a `\n` that follows a `\r`.
        let from = self.0.partition_point(|start| *start == 0 || *start < bytes.start);
        let to = self.0.partition_point(|start| *start == 0 || *start <= bytes.end);
        let written: Vec<usize> = (bytes.start.max(1)..=end).filter(|at| begins_line(text, *at)).collect();
        let behind = from + written.len();
        self.0.splice(from..to, written);
        for start in &mut self.0[behind..] {
            *start = *start - bytes.end + end;
        }
    }
}

/// Whether a line begins at a byte that is not the first one.
fn begins_line(text: &str, at: usize) -> bool {
    let bytes = text.as_bytes();
    match bytes[at - 1] {
        b'\n' => true,
        b'\r' => bytes.get(at) != Some(&b'\n'),
        _ => false,
    }
}

fn lines_of(text: &str) -> Lines {
    Lines::of(text, source::Position::default())
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a: é😀x\r\nb\rc\n";

    #[test]
    fn columns_count_what_was_agreed_upon() {
        // Needle, line, column in UTF-16, column in UTF-8.
        let rows =
            [("a", 0, 0, 0), ("é", 0, 3, 3), ("😀", 0, 4, 5), ("x", 0, 6, 9), ("b", 1, 0, 0), ("c", 2, 0, 0)];
        for (needle, line, utf16, utf8) in rows {
            let at = TEXT.find(needle).unwrap();
            for (encoding, column) in [(Encoding::Utf16, utf16), (Encoding::Utf8, utf8)] {
                let text = Text::new(TEXT.to_owned(), encoding);
                assert_eq!(text.position(at), Position::new(line, column), "{needle} {encoding:?}");
                assert_eq!(text.byte_at(Position::new(line, column)), at, "{needle} {encoding:?}");
            }
        }
    }

    #[test]
    fn positions_that_are_not_there_are_the_nearest_before() {
        let text = Text::new(TEXT.to_owned(), Encoding::Utf16);
        let x = TEXT.find('x').unwrap();
        let rows =
            [((0, 5), 5), ((0, 7), x + 1), ((0, 99), x + 1), ((1, 9), x + 4), ((3, 0), 16), ((9, 9), 16)];
        for ((line, column), byte) in rows {
            assert_eq!(text.byte_at(Position::new(line, column)), byte, "{line}:{column}");
        }
    }

    #[test]
    fn changes_are_made() {
        let range = |a: (u32, u32), b: (u32, u32)| {
            Some(lsp_types::Range::new(Position::new(a.0, a.1), Position::new(b.0, b.1)))
        };
        let rows = [
            (range((0, 4), (0, 6)), "!", "a: é!x\r\nb\rc\n"),
            (range((0, 7), (1, 0)), "", "a: é😀xb\rc\n"),
            (range((1, 1), (1, 0)), "B", "a: é😀x\r\nB\rc\n"),
            (range((9, 0), (9, 0)), "end", "a: é😀x\r\nb\rc\nend"),
            (None, "new", "new"),
        ];
        for (range, new, expected) in rows {
            let mut text = Text::new(TEXT.to_owned(), Encoding::Utf16);
            text.change(&[change(range, new)]);
            assert_eq!(text.as_str(), expected);
        }
    }

    fn change(range: Option<lsp_types::Range>, text: &str) -> TextDocumentContentChangeEvent {
        TextDocumentContentChangeEvent { range, range_length: None, text: text.to_owned() }
    }

    /// What is kept up is what a look at the whole text would show.
    #[test]
    fn lines_begin_where_they_do_after_each_change() {
        let pieces = ["", "\n", "\r", "\r\n", "a", "a\r", "\nb", "é\n\r\n", "\r\r\n\n"];
        for before in ["", "a\r\nb", "\r\n", "x\ny\rz\r\n", "\n\r\n\r"] {
            for (from, to) in
                (0..=before.len()).flat_map(|from| (from..=before.len()).map(move |to| (from, to)))
            {
                for piece in pieces {
                    let mut text = before.to_owned();
                    let mut starts = Starts::of(&text);
                    text.replace_range(from..to, piece);
                    starts.replaced(&text, &(from..to), piece.len());
                    assert_eq!(starts.0, Starts::of(&text).0, "{before:?} {from}..{to} {piece:?}");
                }
            }
        }
    }

    #[test]
    fn many_changes_at_once_do_not_take_long() {
        let mut text = Text::new("key: value\n".repeat(50_000), Encoding::Utf16);
        let at = |line| Some(lsp_types::Range::new(Position::new(line, 0), Position::new(line, 0)));
        let changes: Vec<_> = (0..5000).map(|line| change(at(line), "#")).collect();
        let begun = std::time::Instant::now();
        text.change(&changes);
        assert!(begun.elapsed() < std::time::Duration::from_secs(10), "{:?}", begun.elapsed());
        assert_eq!(text.as_str().matches("#key").count(), 5000);
    }
}
