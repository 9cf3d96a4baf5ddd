//! Lines as YAML sees them, whether they are commented out or not.

use std::ops::Range;

use crate::source::LINE_BREAKS;

/// A line without its break.
pub(super) struct Line<'t> {
    /// Where its content begins in the text.
    pub(super) start: usize,
    /// What stands behind indentation, comment marks and the dash of a list, up to blanks at the end.
    pub(super) content: &'t str,
    /// How far the content is from the margin.
    pub(super) column: usize,
    /// Whether the content is the first of an item.
    pub(super) is_item: bool,
    pub(super) is_comment: bool,
}

/// The lines of a text. Between the two of `\r\n` stands an empty one.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    text.split_inclusive(LINE_BREAKS).map(move |line| {
        let at = start;
        start += line.len();
        Line::of(line.trim_end(), at)
    })
}

impl<'t> Line<'t> {
    fn of(line: &'t str, at: usize) -> Line<'t> {
        let bytes = line.as_bytes();
        let is_blank = |at: usize| bytes.get(at).is_none_or(|b| *b == b' ' || *b == b'\t');
        let (mut column, mut is_item, mut is_comment) = (0, false, false);
        while column < bytes.len() {
            match bytes[column] {
                b' ' | b'\t' => {}
                b'#' => is_comment = true,
                b'-' if is_blank(column + 1) => is_item = true,
                _ => break,
            }
            column += 1;
        }
        Line { start: at + column, content: &line[column..], column, is_item, is_comment }
    }

    /// The bytes of the content.
    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.start + self.content.len()
    }

    /// The key of `key: value`, and where the value begins within the content.
    pub(super) fn key(&self) -> Option<(&'t str, usize)> {
        let (key, value) = self.content.split_once(':')?;
        let at = self.content.len() - value.trim_start().len();
        let key = key.trim_matches([' ', '"', '\'', '{', '?']);
        (!key.is_empty()).then_some((key, at))
    }

    /// Whether a document ends here. PEM has dashes of its own.
    pub(super) fn is_mark(&self) -> bool {
        let behind = self.content.strip_prefix("---");
        behind.is_some_and(|behind| behind.is_empty() || behind.starts_with([' ', '\t']))
    }
}
