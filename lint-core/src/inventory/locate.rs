//! From places in carried documents to places in the files that carry them, and what of those may be shown.

use std::ops::Range;

use super::{Held, Inventory};
use crate::finding::Subject;
use crate::mask;
use crate::source::{Document, DocumentId, Node, Place, Value};
use crate::subject::object::ObjectId;

impl Inventory {
    /// The place in the outermost document: for a carried one, the value that holds it.
    pub fn outer_place(&self, place: &Place) -> Place {
        match &self.held(place.document).carried {
            Some(carried) => self.outer_place(&carried.place),
            None => place.clone(),
        }
    }

    /// The bytes of the outermost document's text that a place means.
    pub fn text_range(&self, place: &Place) -> (DocumentId, Option<Range<usize>>) {
        let held = self.held(place.document);
        let inner = held.document.range(place);
        let Some(carried) = &held.carried else { return (place.document, inner) };
        let outer = match inner {
            Some(range) if carried.verbatim => {
                let start = held.document.offset + range.start;
                carried.place.within(start..start + range.len())
            }
            _ => carried.place.clone(),
        };
        self.text_range(&outer)
    }

    /// A document's text with whatever may be a secret masked; bytes keep their places.
    pub fn masked_text(&self, id: DocumentId) -> String {
        let held = self.held(id);
        let text = &held.document.text.0;
        let mut secret = mask::secrets(text);
        secret_values(&held.document, &mut secret);
        mask::masked_at(text, &secret)
    }
}

/// Values that are secret by where they stand: all of a Secret's data, what is called `secret`, and
/// variables that are named for what they hold.
fn secret_values(document: &Document, found: &mut Vec<Range<usize>>) {
    let is_secret = |node: &Node| node.get("kind").and_then(Node::as_str) == Some("Secret");
    collect(&document.root, is_secret(&document.root), found);
}

fn collect(node: &Node, in_secret: bool, found: &mut Vec<Range<usize>>) {
    for item in node.items() {
        let in_secret = in_secret || item.get("kind").and_then(Node::as_str) == Some("Secret");
        collect(item, in_secret, found);
    }
    let is_variable = node
        .get("name")
        .and_then(Node::as_str)
        .is_some_and(|name| mask::is_secret_name(name) || name == "ETCDCTL_USER");
    for entry in node.entries() {
        let holds = entry.key == "secret"
            || is_variable && entry.key == "value"
            || in_secret && (entry.key == "data" || entry.key == "stringData");
        if holds {
            values(&entry.node, found);
        } else {
            collect(&entry.node, in_secret, found);
        }
    }
}

/// All scalars below a node.
fn values(node: &Node, found: &mut Vec<Range<usize>>) {
    match &node.value {
        Value::Sequence(items) => items.iter().for_each(|item| values(item, found)),
        Value::Mapping(entries) => entries.iter().for_each(|entry| values(&entry.node, found)),
        _ => found.extend(node.location.as_ref().map(|location| location.span.clone())),
    }
}

impl Held {
    /// A range of the document's text.
    pub fn text(&self, range: Range<usize>) -> Place {
        Place::text(self.id, range)
    }

    /// The character at a byte of the document's text.
    pub fn text_at(&self, at: usize) -> Place {
        let text = &self.document.text.0;
        let length = text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        self.text(at..at + length)
    }

    /// As the subject of findings about the document itself.
    pub fn subject(&self) -> Subject {
        let root = crate::source::Cursor::new(&self.document.root, DocumentId::default());
        let own = ObjectId::of(&root);
        match &self.carried {
            Some(carried) if own.name.is_none() => {
                let kind = Some(own.kind).filter(|kind| !kind.is_empty());
                Subject { kind: kind.or_else(|| carried.object.subject().kind), ..carried.object.subject() }
            }
            _ => own.subject(),
        }
    }
}
