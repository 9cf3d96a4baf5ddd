//! Lines and columns: for people in characters, for editors in UTF-16 units.

use std::ops::Range;

use memchr::{memchr_iter, memrchr2};
use serde::Serialize;

/// A place between two characters of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Column in UTF-16 code units, from 1, as editors count.
    pub utf16: usize,
}

impl Default for Position {
    /// The beginning of a file.
    fn default() -> Position {
        Position { line: 1, column: 1, utf16: 1 }
    }
}

impl Position {
    /// The position behind a text that begins here.
    pub fn behind(self, text: &str) -> Position {
        let last = memrchr2(b'\n', b'\r', text.as_bytes()).map(|end| &text[end + 1..]);
        let on_line = Mark::default().moved_to(last.unwrap_or(text), last.unwrap_or(text).len());
        let from = if last.is_some() { Position::default() } else { self };
        Position {
            line: self.line + line_breaks(text),
            column: from.column + on_line.characters,
            utf16: from.utf16 + on_line.utf16,
        }
    }
}

/// Line breaks as editors count them: `\n`, `\r\n` or `\r`.
fn line_breaks(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_alone = |at: usize| bytes.get(at + 1) != Some(&b'\n');
    memchr_iter(b'\n', bytes).count() + memchr_iter(b'\r', bytes).filter(|at| is_alone(*at)).count()
}

/// The byte-order mark.
const MARK: char = '\u{feff}';

/// Where the lines of a text begin. Lines end as editors end them: `\n`, `\r\n` or `\r`.
#[derive(Clone, Debug)]
pub struct Lines {
    starts: Vec<usize>,
    first: Position,
    marks: Vec<Mark>,
    /// What stands before the first column.
    before_first: Mark,
}

/// Bytes from one mark to the next.
const BETWEEN_MARKS: usize = 512;

/// How much of a text comes before a byte. Without marks each column of a very long line would cost its length.
#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    byte: usize,
    characters: usize,
    utf16: usize,
}

impl Mark {
    /// What comes before `byte`, which is not before this mark.
    fn moved_to(self, text: &str, byte: usize) -> Mark {
        let between = &text[self.byte..byte];
        Mark {
            byte,
            characters: self.characters + between.chars().count(),
            utf16: self.utf16 + between.chars().map(char::len_utf16).sum::<usize>(),
        }
    }

    fn all_of(text: &str) -> Vec<Mark> {
        let following = |mark: &Mark| {
            let next = mark.byte + BETWEEN_MARKS;
            (next < text.len()).then(|| mark.moved_to(text, floor_char(text, next)))
        };
        std::iter::successors(Some(Mark::default()), following).collect()
    }
}

impl Lines {
    /// The lines of `text`, which begins at `first`.
    pub fn of(text: &str, first: Position) -> Lines {
        let bytes = text.as_bytes();
        let ends = (0..bytes.len())
            .filter(|&at| bytes[at] == b'\n' || bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
        let starts = std::iter::once(0).chain(ends.map(|at| at + 1)).collect();
        Lines { starts, first, marks: Mark::all_of(text), before_first: Mark::default() }
    }

    /// The lines of a whole file, whose byte-order mark stands on no column.
    pub fn of_file(text: &str) -> Lines {
        let mark = if text.starts_with(MARK) { MARK.len_utf8() } else { 0 };
        let before_first = Mark::default().moved_to(text, mark);
        Lines { before_first, ..Lines::of(text, Position::default()) }
    }

    /// The position of a byte; one inside a character counts as the character's own.
    pub fn position(&self, text: &str, at: usize) -> Position {
        let at = floor_char(text, at);
        let line = self.line_of(at);
        let (mut start, here) = (self.before(text, self.starts[line]), self.before(text, at));
        if line == 0 && at >= self.before_first.byte {
            start = self.before_first;
        }
        let from = if line == 0 { self.first } else { Position::default() };
        Position {
            line: self.first.line + line,
            column: from.column + here.characters - start.characters,
            utf16: from.utf16 + here.utf16 - start.utf16,
        }
    }

    /// How much of the text comes before a byte.
    fn before(&self, text: &str, at: usize) -> Mark {
        let mark = self.marks.partition_point(|mark| mark.byte <= at).saturating_sub(1);
        self.marks[mark].moved_to(text, at)
    }

    /// The line on which `at` lies, without its line end.
    pub fn line_at(&self, text: &str, at: usize) -> Range<usize> {
        self.line(text, self.first.line + self.line_of(floor_char(text, at))).unwrap_or(0..0)
    }

    /// The line with this number, without its line end; `None` where there is no such line.
    pub fn line(&self, text: &str, number: usize) -> Option<Range<usize>> {
        let line = number.checked_sub(self.first.line)?;
        let start = *self.starts.get(line)?;
        let end = self.starts.get(line + 1).copied().unwrap_or(text.len());
        let content = text[start..end].trim_end_matches(['\n', '\r']);
        Some(start..start + content.len())
    }

    fn line_of(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at).saturating_sub(1)
    }
}

fn floor_char(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_as_people_and_as_editors() {
        let text = "a: é😀x\r\nb\rc\n";
        let lines = Lines::of(text, Position { line: 10, ..Position::default() });
        let at = |needle: &str| lines.position(text, text.find(needle).unwrap());
        assert_eq!(at("x"), Position { line: 10, column: 6, utf16: 7 });
        assert_eq!(at("b"), Position { line: 11, column: 1, utf16: 1 });
        assert_eq!(at("c"), Position { line: 12, column: 1, utf16: 1 });
        assert_eq!(lines.position(text, 999), Position { line: 13, column: 1, utf16: 1 });
        assert_eq!(&text[lines.line_at(text, 4)], "a: é😀x");
        assert_eq!(lines.line(text, 11).map(|line| &text[line]), Some("b"));
        assert_eq!(lines.line(text, 13).map(|line| &text[line]), Some(""));
        assert_eq!((lines.line(text, 9), lines.line(text, 14)), (None, None));
    }

    #[test]
    fn a_text_that_begins_within_a_line() {
        let first = Position::default().behind("a\r\n\u{e9}\u{1f600} ");
        assert_eq!(first, Position { line: 2, column: 4, utf16: 5 });
        let lines = Lines::of("bc\rd", first);
        assert_eq!(lines.position("bc\rd", 1), Position { line: 2, column: 5, utf16: 6 });
        assert_eq!(lines.position("bc\rd", 3), Position { line: 3, column: 1, utf16: 1 });
        assert_eq!(first.behind("bc\rd"), Position { line: 3, column: 2, utf16: 2 });
        assert_eq!(first.behind(""), first);
    }

    #[test]
    fn a_byte_order_mark_stands_on_no_column() {
        let text = "\u{feff}ab\nc";
        let lines = Lines::of_file(text);
        let columns: Vec<_> = [0, 3, 4, 5, 6, 7].map(|at| lines.position(text, at)).into();
        let at = |line, column| Position { line, column, utf16: column };
        assert_eq!(columns, [at(1, 1), at(1, 1), at(1, 2), at(1, 3), at(2, 1), at(2, 2)]);
        assert_eq!(Lines::of_file("ab").position("ab", 1), at(1, 2));
    }

    #[test]
    fn columns_of_a_very_long_line() {
        let text = format!("a\n{}", "é😀x".repeat(5000));
        let lines = Lines::of(&text, Position::default());
        for characters in [0, 1, 1750, 1751, 1752, 5000, 14_999] {
            let at = 2 + text[2..].char_indices().nth(characters).expect("a character").0;
            let utf16 = characters + characters / 3 + usize::from(characters % 3 == 2);
            let expected = Position { line: 2, column: characters + 1, utf16: utf16 + 1 };
            assert_eq!(lines.position(&text, at), expected);
        }
    }
}
