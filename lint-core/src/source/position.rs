//! Lines and columns: for people in characters, for editors in UTF-16 units.

use std::ops::Range;

use serde::Serialize;

/// A place between two characters of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Column in UTF-16 code units, from 1, as editors count.
    pub utf16: usize,
}

/// Where the lines of a text begin. Lines end as editors end them: `\n`, `\r\n` or `\r`.
#[derive(Clone, Debug)]
pub struct Lines {
    starts: Vec<usize>,
    first: usize,
}

impl Lines {
    /// The lines of `text`, the first of which has the number `first`.
    pub fn of(text: &str, first: usize) -> Lines {
        let bytes = text.as_bytes();
        let ends = (0..bytes.len())
            .filter(|&at| bytes[at] == b'\n' || bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
        Lines { starts: std::iter::once(0).chain(ends.map(|at| at + 1)).collect(), first }
    }

    /// The position of a byte; one inside a character counts as the character's own.
    pub fn position(&self, text: &str, at: usize) -> Position {
        let at = floor_char(text, at);
        let line = self.line_of(at);
        let before = &text[self.starts[line]..at];
        Position {
            line: self.first + line,
            column: before.chars().count() + 1,
            utf16: before.chars().map(char::len_utf16).sum::<usize>() + 1,
        }
    }

    /// The line on which `at` lies, without its line end.
    pub fn line_at(&self, text: &str, at: usize) -> Range<usize> {
        self.line(text, self.first + self.line_of(floor_char(text, at))).unwrap_or(0..0)
    }

    /// The line with this number, without its line end; `None` where there is no such line.
    pub fn line(&self, text: &str, number: usize) -> Option<Range<usize>> {
        let line = number.checked_sub(self.first)?;
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
        let lines = Lines::of(text, 10);
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
}
