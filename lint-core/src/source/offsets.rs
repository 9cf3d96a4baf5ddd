//! From the bytes of a string to the bytes of the text it was written as.

use std::ops::Range;

use super::{Document, Entry, Node, Part, Place, Span, Step, Style, Value};

impl Document {
    /// The bytes of the document's text that a place in this document means.
    /// `None` for an object without text, or a path that is not there.
    pub fn range(&self, place: &Place) -> Option<Span> {
        if let Part::Text(range) = &place.part {
            return Some(range.clone());
        }
        let (entry, node) = self.find(&place.path.0)?;
        let location = node.location.as_ref()?;
        if let Some(alias) = &location.alias {
            return Some(alias.clone());
        }
        match &place.part {
            Part::Key => {
                entry.and_then(|entry| entry.key_span.clone()).or_else(|| Some(location.span.clone()))
            }
            Part::Within(range) => {
                self.range_in_string(node, range.clone()).or_else(|| Some(location.span.clone()))
            }
            _ => Some(location.span.clone()),
        }
    }

    /// The node at a path, with the entry it is the value of.
    fn find(&self, path: &[Step]) -> Option<(Option<&Entry>, &Node)> {
        path.iter().try_fold((None, &self.root), |(_, node), step| match step {
            Step::Key(key) => node.entry(key).map(|entry| (Some(entry), &entry.node)),
            Step::Index(index) => node.items().get(*index).map(|item| (None, item)),
        })
    }

    /// The bytes of the text in which bytes `range` of the string `node` are written, if they stand
    /// there as they are: not across an escape or a folded line.
    pub fn range_in_string(&self, node: &Node, range: Range<usize>) -> Option<Span> {
        let Value::String(string) = &node.value else { return None };
        let location = node.location.as_ref()?;
        let raw = self.text.0.get(location.span.clone())?;
        let written = match location.style {
            Style::Literal => range_in_literal(raw, string, range)?,
            _ => {
                let start = raw.find(string.as_str())? + range.start;
                let written = start..start + range.len();
                (raw.get(written.clone())? == string.get(range)?).then_some(written)?
            }
        };
        raw.get(written.clone())?;
        Some(location.span.start + written.start..location.span.start + written.end)
    }
}

/// Where bytes `range` of a literal block's string stand in the block as it is written; from the second
/// line on, indentation is part of it.
fn range_in_literal(raw: &str, string: &str, range: Range<usize>) -> Option<Span> {
    let start = offset_in_literal(raw, string, range.start)?;
    let Some(last) = string.get(range.clone())?.chars().next_back() else { return Some(start..start) };
    let end = offset_in_literal(raw, string, range.end - last.len_utf8())? + last.len_utf8();
    Some(start..end)
}

/// Where byte `at` of a literal block's string stands in the block as it is written.
fn offset_in_literal(raw: &str, string: &str, at: usize) -> Option<usize> {
    let before = string.get(..at)?;
    let line = before.matches('\n').count();
    let column = before.len() - before.rfind('\n').map_or(0, |end| end + 1);
    let mut written = raw.split_inclusive('\n');
    let mut offset = written.next()?.len();
    let mut read = string.split('\n');
    for _ in 0..line {
        offset += written.next()?.len();
        read.next()?;
    }
    let (written, read) = (written.next()?, read.next()?);
    let indent = written.trim_end_matches(['\n', '\r']).len().checked_sub(read.len())?;
    Some(offset + indent + column)
}
