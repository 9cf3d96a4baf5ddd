//! Positions as the protocol counts them: lines from 0, columns in units that both sides agreed upon.

use std::ops::Range;

use etcdlint_core::source;
use etcdlint_core::source::position::Lines;
use lsp_types::{Position, PositionEncodingKind};

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

    /// Writes something else in place of a range, or of everything.
    pub(super) fn replace(&mut self, range: Option<lsp_types::Range>, text: &str) {
        let bytes = range.map_or(0..self.content.len(), |range| self.bytes(range));
        self.content.replace_range(bytes, text);
        self.lines = lines_of(&self.content);
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
    fn ranges_are_replaced() {
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
            text.replace(range, new);
            assert_eq!(text.as_str(), expected);
        }
    }
}
