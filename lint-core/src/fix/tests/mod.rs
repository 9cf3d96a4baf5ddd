//! Steps on documents in every style, and on random ones.

mod carried;
mod random;
mod table;
mod tree;

use super::change::changed;
use super::steps::changes;
use super::{Edit, Scalar};
use crate::source::{self, Document, DocumentId, Part, Path, Place, Step, Text};

/// The text after the steps; `None` if they cannot be done in text.
fn edited(document: &Document, edits: &[Edit]) -> Option<String> {
    let edits: Vec<&Edit> = edits.iter().collect();
    changed(&document.text.0, changes(document, &edits)?)
}

fn read(text: &str) -> Document {
    let mut documents: Vec<Document> = source::documents(text).collect();
    assert_eq!(documents.len(), 1, "{text}");
    documents.remove(0)
}

/// The path that is written `spec.list[0].key`.
fn path(text: &str) -> Path {
    let steps =
        text.split(['.', '[']).filter(|step| !step.is_empty()).map(|step| match step.strip_suffix(']') {
            Some(index) => Step::Index(index.parse().unwrap()),
            None => Step::Key(step.to_owned()),
        });
    steps.collect()
}

fn place(text: &str) -> Place {
    Place::value(DocumentId::default(), path(text))
}

fn string(path: &str, text: &str) -> Edit {
    Edit::Replace { place: place(path), value: Scalar::String(text.to_owned()) }
}

fn bare(path: &str, text: &'static str) -> Edit {
    Edit::Replace { place: place(path), value: Scalar::Bare(text) }
}

fn within(path: &str, range: std::ops::Range<usize>, text: &str) -> Edit {
    let place = Place { part: Part::Within(range), ..place(path) };
    Edit::Replace { place, value: Scalar::String(text.to_owned()) }
}

fn rename(path: &str, key: &str) -> Edit {
    Edit::Rename { place: place(path), key: key.to_owned() }
}

fn remove(path: &str) -> Edit {
    Edit::Remove { place: place(path) }
}

fn insert(path: &str, index: usize, value: impl Into<serde_json::Value>) -> Edit {
    Edit::Insert { place: place(path), index, value: value.into() }
}

fn add(path: &str, key: &str, value: impl Into<serde_json::Value>) -> Edit {
    Edit::Add { place: place(path), key: key.to_owned(), value: value.into() }
}

fn move_item(path: &str, from: usize, to: usize) -> Edit {
    Edit::Move { place: place(path), from, to }
}

fn split(path: &str, key: &str) -> Edit {
    Edit::Split { place: place(path), key: key.to_owned() }
}

fn rewrite(text: &str) -> Edit {
    Edit::Rewrite { place: place(""), text: Text(text.to_owned()) }
}
