//! Values behind names: `password: …`, `"token": "…"`, `DB_PASS=…`, and `name: DB_PASS` with its `value: …`.

use std::ops::Range;

use super::context::{Contexts, Until};
use super::is_secret_name;
use super::lines::{Line, lines};
use crate::source::LINE_BREAKS;

/// A name with its value, as far as the value stands on the same line.
struct Field {
    value: Range<usize>,
}

/// Values of names that say secret.
pub(super) fn secret_fields(text: &str, contexts: &Contexts, found: &mut Vec<Range<usize>>) {
    let mut done = 0;
    for (at, separator) in text.match_indices([':', '=']) {
        if at < done {
            continue;
        }
        let name = word_before(&text[..at]);
        if !is_secret_name(name) {
            continue;
        }
        let field = Field::of(text, at, contexts);
        match field.value_of(text) {
            "true" | "false" | "null" | "~" => {}
            value if field.is_continued(text) => continued(text, at, !value.is_empty(), found),
            _ if separator == ":" && field.is_collection(text) => {}
            _ => {
                let comment = field.comment(text);
                done = comment.as_ref().unwrap_or(&field.value).end;
                found.extend(comment);
                found.push(field.secret(text));
            }
        }
    }
}

/// `<password>…</password>`, also with attributes. What does not end so is the placeholder of a guide.
pub(super) fn secret_elements(text: &str, found: &mut Vec<Range<usize>>) {
    for (at, _) in text.match_indices("</") {
        let name = word_ahead(&text[at + 2..]);
        if !is_secret_name(name) {
            continue;
        }
        let Some(begin) = text[..at].rfind('<') else { continue };
        let tag = text[begin + 1..at].strip_prefix(name).filter(|rest| rest.starts_with(['>', ' ']));
        found.extend(tag.and_then(|rest| rest.split_once('>')).map(|(_, value)| at - value.len()..at));
    }
}

/// The values of variables that are named for a secret: `name` and `value` side by side, in either order.
pub(super) fn secret_variables(text: &str, contexts: &Contexts, found: &mut Vec<Range<usize>>) {
    let mut value_before: Option<usize> = None;
    let mut is_wanted = false;
    let mut done = 0;
    for (at, _) in text.match_indices(':') {
        if at < done {
            continue;
        }
        let name = word_before(&text[..at]);
        match name {
            "value" if is_wanted => {
                let field = Field::of(text, at, contexts);
                done = field.value.end;
                secret_value(text, &field, at, found);
            }
            "value" => value_before = Some(at),
            "name" => {
                is_wanted = is_secret_variable(word_behind(&text[at + 1..]));
                let value = value_before.take().filter(|_| is_wanted);
                let value = value.map(|value| Field::of(text, value, contexts));
                let start = name.as_ptr() as usize - text.as_ptr() as usize;
                if let Some(value) = value.filter(|value| are_neighbours(text, value, start)) {
                    done = value.value.end;
                    found.extend(value.comment(text));
                    found.push(value.secret(text));
                }
            }
            _ => {}
        }
    }
}

/// Whether a variable of this name holds a secret. etcdctl's user may come with its password.
pub(crate) fn is_secret_variable(name: &str) -> bool {
    is_secret_name(name) || ["ETCDCTL_USER", "ETCDCTL_USERNAME"].contains(&name)
}

fn secret_value(text: &str, field: &Field, separator: usize, found: &mut Vec<Range<usize>>) {
    if field.is_continued(text) {
        continued(text, separator, !field.value_of(text).is_empty(), found);
    } else {
        found.extend(field.comment(text));
        found.push(field.secret(text));
    }
}

/// Whether a `value` and the `name` behind it are of one item: at most one line break, and no brace between them.
fn are_neighbours(text: &str, value: &Field, name: usize) -> bool {
    let between = text.get(value.value.end..name).unwrap_or_default();
    between.matches('\n').count() <= 1
        && !between.contains(['{', '}'])
        && !between.trim_start_matches([' ', '\r', '\n', '#', '"', ',']).starts_with("- ")
}

impl Field {
    fn of(text: &str, separator: usize, contexts: &Contexts) -> Field {
        let after = &text[separator + 1..];
        let blanks = after.len() - after.trim_start_matches([' ', '\t']).len();
        Field { value: contexts.value(separator + 1 + blanks, Until::LineEnd) }
    }

    /// The value without quotes and what follows it.
    fn value_of<'t>(&self, text: &'t str) -> &'t str {
        text[self.value.clone()].trim_matches([' ', '\t', '\r', '"', '\'', '\\', ','])
    }

    /// Whether the value stands on the lines below: there is none on this line, or the header of a block.
    fn is_continued(&self, text: &str) -> bool {
        let written = without_properties(text[self.value.clone()].trim_end());
        let is_last = text[self.value.end..].is_empty() || text[self.value.end..].starts_with(['\n', '\r']);
        is_last && (written.is_empty() || is_block_header(written))
    }

    /// Whether a mapping or list begins here, whose fields speak for themselves.
    fn is_collection(&self, text: &str) -> bool {
        text[self.value.clone()].starts_with(['{', '['])
    }

    /// The value, or the comment that stands for it.
    fn secret(&self, text: &str) -> Range<usize> {
        let mark = text[self.value.clone()].starts_with('#');
        self.value.start + usize::from(mark)..self.value.end
    }

    /// The comment behind the value, without its mark. It may tell the value before.
    fn comment(&self, text: &str) -> Option<Range<usize>> {
        let rest = &text[self.value.end..];
        let comment = rest.trim_start_matches([' ', '\t']).strip_prefix('#')?;
        let start = text.len() - comment.len();
        Some(start..start + comment.find(LINE_BREAKS).unwrap_or(comment.len()))
    }
}

/// Without an anchor and a tag before a value.
fn without_properties(value: &str) -> &str {
    let mut rest = value;
    while rest.starts_with(['&', '!']) {
        rest = rest.split_once(' ').map_or("", |(_, behind)| behind.trim_start());
    }
    rest
}

/// `|`, `>-`, `|2+`, perhaps with a comment.
fn is_block_header(value: &str) -> bool {
    let Some(rest) = value.strip_prefix(['|', '>']) else { return false };
    let rest = rest.trim_start_matches(['+', '-']).trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = rest.trim_start_matches(['+', '-']);
    rest.is_empty() || rest.trim_start().starts_with('#')
}

/// What stands on the lines below a key. Without the header of a block, lines with keys of their own are
/// a mapping and speak for themselves.
fn continued(text: &str, key_end: usize, is_block: bool, found: &mut Vec<Range<usize>>) {
    let start = key_end - text[..key_end].rsplit(LINE_BREAKS).next().map_or(0, str::len);
    let mut below = lines(&text[start..]);
    let Some(own) = below.next() else { return };
    let is_mapping = |line: &Line| line.is_item || line.content.ends_with(':') || line.content.contains(": ");
    for line in below {
        let is_value = line.column > own.column && (is_block || !is_mapping(&line));
        if !line.content.is_empty() && !is_value {
            break;
        }
        let range = line.range();
        found.push(start + range.start..start + range.end);
    }
}

/// The name of a variable behind a `:`, without its quotes.
fn word_behind(text: &str) -> &str {
    word_ahead(text.trim_start_matches([' ', '\t', '"', '\'', '\\']))
}

/// The name that a text begins with.
fn word_ahead(text: &str) -> &str {
    &text[..text.find(|c: char| !is_of_name(c)).unwrap_or(text.len())]
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')
}

/// The name that stands just before a `:` or `=`, without its quotes.
fn word_before(text: &str) -> &str {
    let text = text.trim_end_matches(['"', '\'', ' ', '\\']);
    let start = text
        .rfind(|c: char| !is_of_name(c))
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    &text[start..]
}
