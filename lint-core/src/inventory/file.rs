//! The documents of one file, of which kube-apiserver reads only the first, even if that is empty.

use super::{Held, Inventory};
use crate::model::encryption;
use crate::source::{Cursor, Document, Node, Syntax, Text};

impl Inventory {
    /// The documents before one in its file if all of them are empty; none if it is the first.
    pub fn empty_documents_before(&self, one: &Held) -> Vec<&Held> {
        let before = of_file_of(one, self.documents.iter().take(one.id.0).rev());
        let mut empty: Vec<&Held> = before.take_while(|held| held.is_empty()).collect();
        if empty.len() != one.document.index {
            return Vec::new();
        }
        empty.reverse();
        empty
    }

    /// The kept documents after one in its file.
    pub fn documents_after(&self, one: &Held) -> Vec<&Held> {
        of_file_of(one, self.documents.iter().skip(one.id.0 + 1)).collect()
    }

    /// Whether this is all of a file that should be an EncryptionConfiguration by its name, and is empty.
    pub fn is_blank_configuration(&self, one: &Held) -> bool {
        let name = self.name_of(one);
        one.is_empty()
            && one.document.index == 0
            && encryption::is_file_name(name)
            && self.documents_after(one).is_empty()
    }

    /// Whether a document that is none of ours decides what kube-apiserver makes of its file: empty
    /// documents before all others, and whatever follows an EncryptionConfiguration. `first` is the
    /// position from which on the documents of its file are kept.
    pub(super) fn matters_to_its_file(&self, one: &Held, first: usize) -> bool {
        let before = self.documents.get(first..).unwrap_or_default();
        if one.is_empty() {
            // An empty document before it was kept because all before that one are.
            return before.len() == one.document.index && before.last().is_none_or(Held::is_empty);
        }
        self.begins_with_configuration(first)
    }

    /// Whether a file begins with an EncryptionConfiguration, whose documents are kept from `first` on.
    pub(super) fn begins_with_configuration(&self, first: usize) -> bool {
        self.documents.get(first).is_some_and(|first| {
            let root = Cursor::new(&first.document.root, first.id);
            first.document.index == 0 && encryption::looks_like(&root).is_some()
        })
    }
}

/// Of the documents beside one, those of its file: an input, or a value that carries a file. They
/// stand together, with only what they carry themselves between them; another file ends the search.
fn of_file_of<'i>(one: &Held, beside: impl Iterator<Item = &'i Held>) -> impl Iterator<Item = &'i Held> {
    let input = one.input;
    let file = one.carried.as_ref().map(|carried| carried.place.clone());
    let outer = file.as_ref().map(|place| place.document);
    let place = |held: &'i Held| held.carried.as_ref().map(|carried| &carried.place);
    let is_inside = move |held| outer < place(held).map(|place| place.document);
    let end = file.clone();
    beside
        .take_while(move |held| held.input == input && (place(held) == end.as_ref() || is_inside(held)))
        .filter(move |held| place(held) == file.as_ref())
}

impl Held {
    /// Whether there is nothing in the document but white space and comments.
    pub fn is_empty(&self) -> bool {
        self.document.root.is_null() && self.document.error.is_none()
    }
}

/// The document of a file that has none, if its name says that it should be an EncryptionConfiguration.
pub(super) fn blank_document(name: &str, text: &str) -> Option<Document> {
    encryption::is_file_name(name).then(|| Document {
        text: Text(text.to_owned()),
        syntax: Syntax::Yaml,
        ..Document::without_text(Node::default())
    })
}
