//! The value that a step of a fix changes, and whether it may be changed where it stands.

use super::layout::Layout;
use super::scalar::Notation;
use crate::source::{Document, Entry, Location, Node, Path, Span, Step, Style, Syntax};

/// A value of a document with all that it stands in.
pub(super) struct Target<'a> {
    pub(super) layout: Layout<'a>,
    pub(super) document: &'a Document,
    pub(super) path: &'a Path,
    /// From the root to the value.
    trail: Vec<Visited<'a>>,
}

#[derive(Clone, Copy)]
struct Visited<'a> {
    node: &'a Node,
    entry: Option<&'a Entry>,
    location: &'a Location,
}

impl<'a> Target<'a> {
    /// The value at `path`; `None` if a change there would show at other paths too, because it came
    /// through an alias or a merge, or because it stands in something that carries an anchor.
    pub(super) fn of(document: &'a Document, path: &'a Path) -> Option<Target<'a>> {
        if document.error.is_some() || document.flattened.is_some() {
            return None;
        }
        let layout = Layout::new(&document.text.0);
        let mut trail = vec![visited(&document.root, None, &layout)?];
        for step in path.steps() {
            let node = trail.last()?.node;
            trail.push(match step {
                Step::Key(key) => {
                    let entry = node.entry(key)?;
                    visited(&entry.node, Some(entry), &layout)?
                }
                Step::Index(index) => visited(node.items().get(*index)?, None, &layout)?,
            });
        }
        Some(Target { layout, document, path, trail })
    }

    fn last(&self) -> Option<Visited<'a>> {
        self.trail.last().copied()
    }

    pub(super) fn node(&self) -> Option<&'a Node> {
        self.last().map(|last| last.node)
    }

    /// The entry that the value belongs to, if it stands in a mapping.
    pub(super) fn entry(&self) -> Option<&'a Entry> {
        self.last()?.entry
    }

    /// The value's own place, if it has no tag, which would say how to read what is written there.
    pub(super) fn untagged(&self) -> Option<&'a Location> {
        let location = self.last()?.location;
        (!self.layout.after(location.span.start).starts_with('!') || location.span.is_empty())
            .then_some(location)
    }

    /// The notation for the value itself.
    pub(super) fn notation(&self) -> Notation {
        self.notation_of(self.trail.split_last().map_or(&[], |(_, outer)| outer))
    }

    /// The notation for what stands in the value.
    pub(super) fn inner_notation(&self) -> Notation {
        self.notation_of(&self.trail)
    }

    fn notation_of(&self, outer: &[Visited]) -> Notation {
        if self.document.syntax == Syntax::Json {
            Notation::Json
        } else if outer.iter().any(|visited| visited.location.style == Style::Flow) {
            Notation::Flow
        } else {
            Notation::Block
        }
    }

    /// Whether the key at `path` stands more than once in its mapping.
    pub(super) fn is_duplicate(&self, path: &Path) -> bool {
        self.document.duplicates.iter().any(|duplicate| duplicate.path == *path)
    }

    /// Whether keys of this mapping stand more than once in it.
    pub(super) fn has_duplicates(&self) -> bool {
        self.document.duplicates.iter().any(|duplicate| duplicate.path.parent().as_ref() == Some(self.path))
    }
}

fn visited<'a>(node: &'a Node, entry: Option<&'a Entry>, layout: &Layout) -> Option<Visited<'a>> {
    let location = node.location.as_ref()?;
    let is_elsewhere = location.alias.is_some();
    (!is_elsewhere && !is_anchored(&location.span, layout)).then_some(Visited { node, entry, location })
}

/// Whether what stands at `span` begins with an anchor, possibly after its tag.
pub(super) fn is_anchored(span: &Span, layout: &Layout) -> bool {
    let written = if span.is_empty() { "" } else { layout.after(span.start) };
    let mut words = written.split_ascii_whitespace().skip_while(|word| word.starts_with('!'));
    words.next().is_some_and(|word| word.starts_with('&'))
}
