//! What a place in a line stands in: quotes, or the brackets of a list or mapping. It decides where a value ends.

use std::ops::Range;

/// The surroundings of a place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Surroundings {
    /// The quote that is open.
    quote: Option<u8>,
    /// The innermost bracket that is open.
    bracket: Option<u8>,
}

/// The surroundings of all places of a text. Lines are looked at one by one, so a quote that is open at
/// the end of its line is forgotten: then a value reaches to the end of its line.
pub(super) struct Contexts<'t> {
    text: &'t str,
    /// From each of these bytes on, the surroundings are these.
    changes: Vec<(usize, Surroundings)>,
}

/// Where a value without quotes or brackets ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Until {
    Blank,
    LineEnd,
}

impl<'t> Contexts<'t> {
    pub(super) fn of(text: &'t str) -> Contexts<'t> {
        let mut changes = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive(['\n', '\r']) {
            changes_in(line, start, &mut changes);
            start += line.len();
        }
        Contexts { text, changes }
    }

    fn at(&self, at: usize) -> Surroundings {
        let passed = self.changes.partition_point(|(from, _)| *from <= at);
        passed.checked_sub(1).map(|last| self.changes[last].1).unwrap_or_default()
    }

    /// The value that starts at a byte, with its quotes. In doubt it reaches further.
    pub(super) fn value(&self, start: usize, until: Until) -> Range<usize> {
        let around = self.at(start);
        let rest = &self.text.as_bytes()[start..];
        let is_end = |b: u8| match around {
            _ if is_line_end(b) => true,
            Surroundings { quote: Some(quote), .. } if b == quote => true,
            Surroundings { quote: Some(_), .. } => until == Until::Blank && is_blank(b),
            Surroundings { bracket: Some(_), .. } if matches!(b, b',' | b']' | b'}') => true,
            _ => until == Until::Blank && (is_blank(b) || matches!(b, b';' | b'|' | b'&' | b')')),
        };
        let is_behind_quote =
            |b: u8| is_end(b) || matches!(b, b' ' | b'\t' | b',' | b']' | b'}' | b')' | b';');
        let length = match (rest, around.quote) {
            // JSON within a string: its quotes are escaped.
            ([b'\\', b'"', inner @ ..], _) => 2 + end_of_escaped(inner),
            ([b'$', b'(', inner @ ..], _) if until == Until::Blank => {
                2 + end_of_word(inner, around.quote, |b| b == b')' || is_line_end(b))
            }
            ([quote, ..], open) if is_quote(*quote) && Some(*quote) != open => {
                end_of_word(rest, None, is_behind_quote)
            }
            (_, open) if until == Until::Blank => end_of_word(rest, open, is_end),
            (_, Some(quote)) => end_of_string(rest, quote),
            (_, None) => end_of_plain(rest, is_end),
        };
        start..start + length
    }

    /// All that follows a byte in the string that is open there; without one, as much as `length` says.
    pub(super) fn rest(&self, start: usize, length: impl Fn(&str) -> usize) -> Range<usize> {
        let rest = &self.text[start..];
        let length = length(rest);
        match self.at(start).quote {
            Some(quote) => start..start + end_of_string(&rest.as_bytes()[..length], quote),
            None => start..start + length,
        }
    }
}

fn is_line_end(b: u8) -> bool {
    b == b'\n' || b == b'\r'
}

fn is_blank(b: u8) -> bool {
    b == b' ' || b == b'\t'
}

fn is_quote(b: u8) -> bool {
    b == b'"' || b == b'\''
}

fn changes_in(line: &str, start: usize, changes: &mut Vec<(usize, Surroundings)>) {
    let bytes = line.as_bytes();
    let mut quote = None;
    let mut brackets: Vec<u8> = Vec::new();
    let mut push = |at: usize, quote, brackets: &[u8]| {
        changes.push((start + at, Surroundings { quote, bracket: brackets.last().copied() }));
    };
    push(0, None, &[]);
    let mut at = 0;
    while at < bytes.len() {
        let before = at.checked_sub(1).map_or(b' ', |before| bytes[before]);
        match (quote, bytes[at]) {
            (Some(b'"') | None, b'\\') => at += 1,
            (Some(open), b) if b == open => {
                quote = None;
                push(at, quote, &brackets);
            }
            (Some(_), _) => {}
            // Not the apostrophe of a word.
            (None, b) if is_quote(b) && !before.is_ascii_alphanumeric() => {
                quote = Some(b);
                push(at + 1, quote, &brackets);
            }
            (None, b @ (b'{' | b'[')) if before != b'$' => {
                brackets.push(b);
                push(at + 1, quote, &brackets);
            }
            (None, b'}' | b']') => {
                brackets.pop();
                push(at, quote, &brackets);
            }
            _ => {}
        }
        at += 1;
    }
}

/// A word that may have quotes in it, as `'it''s'` and a shell's `'a'b` do. The quote that is open around it is none.
fn end_of_word(text: &[u8], open: Option<u8>, is_end: impl Fn(u8) -> bool) -> usize {
    let mut quote = None;
    let mut at = 0;
    while at < text.len() {
        match (quote, text[at]) {
            (Some(_), b) if is_line_end(b) => return at,
            (Some(b'"') | None, b'\\') => at += 1,
            (Some(open), b) if b == open => quote = None,
            (Some(_), _) => {}
            (None, b) if is_quote(b) && Some(b) != open => quote = Some(b),
            (None, b) if is_end(b) => return at,
            _ => {}
        }
        at += 1;
    }
    text.len()
}

/// The rest of a string in quotes, where YAML doubles or escapes the quotes that are part of it.
fn end_of_string(text: &[u8], quote: u8) -> usize {
    let mut at = 0;
    while at < text.len() && !is_line_end(text[at]) {
        let is_doubled = quote == b'\'' && text[at..].starts_with(b"\'\'");
        let is_escaped = quote == b'"' && text[at] == b'\\';
        if text[at] == quote && !is_doubled {
            return at;
        }
        at += if is_doubled || is_escaped { 2 } else { 1 };
    }
    at.min(text.len())
}

/// Up to the next `\"`, and with it; `\\\"` is a quote within.
fn end_of_escaped(text: &[u8]) -> usize {
    let line = end_of_plain(text, is_line_end);
    let is_end = |at: &usize| text[*at..line].starts_with(b"\\\"") && !text[..*at].ends_with(b"\\");
    (0..line).find(is_end).map_or(line, |at| at + 2)
}

fn end_of_plain(text: &[u8], is_end: impl Fn(u8) -> bool) -> usize {
    text.iter().position(|b| is_end(*b)).unwrap_or(text.len())
}
