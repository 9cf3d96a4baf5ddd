//! From the bytes of a string to the bytes of the text it was written as.

mod alignment;
mod block;
mod flow;

use std::ops::Range;

use self::alignment::Alignment;
use super::{Document, Entry, Node, Part, Path, Place, Span, Step, Style, Value};

/// Where each character of a string is written.
#[derive(Clone, Debug)]
pub struct Offsets(Vec<Run>);

/// Some characters of a string, and what they are written as. Runs follow one another in both.
#[derive(Clone, Debug)]
struct Run {
    string: Span,
    text: Span,
}

impl Offsets {
    /// The bytes of the document's text in which bytes `range` of the string are written.
    pub fn range(&self, range: Range<usize>) -> Option<Span> {
        let start = self.run_of(range.start)?.start_of(range.start);
        let end = match range.end.checked_sub(1) {
            Some(last) if last >= range.start => self.run_of(last)?.end_of(range.end),
            _ => start,
        };
        Some(start..end.max(start))
    }

    /// The run that holds a byte of the string; the last one for its end.
    fn run_of(&self, at: usize) -> Option<&Run> {
        let after = self.0.partition_point(|run| run.string.start <= at);
        self.0.get(after.checked_sub(1)?)
    }
}

impl Run {
    /// Whether every byte stands for itself; otherwise the run is one escape or line end.
    fn is_verbatim(&self) -> bool {
        self.string.len() == self.text.len()
    }

    fn start_of(&self, at: usize) -> usize {
        match at.saturating_sub(self.string.start) {
            _ if at >= self.string.end => self.text.end,
            distance if self.is_verbatim() => self.text.start + distance,
            _ => self.text.start,
        }
    }

    fn end_of(&self, at: usize) -> usize {
        if at < self.string.end && self.is_verbatim() { self.start_of(at) } else { self.text.end }
    }
}

impl Document {
    /// The bytes of the document's text that a place in this document means.
    /// `None` for an object without text, or a path that is not there.
    pub fn range(&self, place: &Place) -> Option<Span> {
        if let Part::Text(range) = &place.part {
            return Some(range.clone());
        }
        let (entry, node) = self.find(&place.path)?;
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
    fn find(&self, path: &Path) -> Option<(Option<&Entry>, &Node)> {
        path.steps().into_iter().try_fold((None, &self.root), |(_, node), step| match step {
            Step::Key(key) => node.entry(key).map(|entry| (Some(entry), &entry.node)),
            Step::Index(index) => node.items().get(*index).map(|item| (None, item)),
        })
    }

    /// Where the value of a place is written, even if it came to its path through an alias.
    pub fn written_at(&self, place: &Place) -> Option<Span> {
        let (_, node) = self.find(&place.path)?;
        node.location.as_ref().map(|location| location.span.clone())
    }

    /// Where the characters of the string at a place are written. `None` for what is no string, is not
    /// written at its path, or is written in a way that does not show its characters.
    pub fn offsets_at(&self, place: &Place) -> Option<Offsets> {
        let (_, node) = self.find(&place.path)?;
        node.location.as_ref().filter(|location| location.alias.is_none())?;
        self.offsets_of(node)
    }

    /// The bytes of the text in which bytes `range` of the string `node` are written.
    pub fn range_in_string(&self, node: &Node, range: Range<usize>) -> Option<Span> {
        self.offsets_of(node)?.range(range)
    }

    /// The same for a string that is written elsewhere than at its path, if it is.
    pub fn offsets_of(&self, node: &Node) -> Option<Offsets> {
        let Value::String(string) = &node.value else { return None };
        let location = node.location.as_ref()?;
        let mut alignment = Alignment::new(string, self.text.0.get(location.span.clone())?);
        match location.style {
            Style::Plain => flow::plain(&mut alignment)?,
            Style::SingleQuoted => flow::single_quoted(&mut alignment)?,
            Style::DoubleQuoted => flow::double_quoted(&mut alignment)?,
            Style::Literal => block::literal(&mut alignment)?,
            Style::Folded => block::folded(&mut alignment)?,
            Style::Block | Style::Flow => return None,
        }
        alignment.finish(location.span.start)
    }
}

#[cfg(test)]
mod tests;
