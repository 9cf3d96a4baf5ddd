//! Walking a value tree without losing the way.

use super::{DocumentId, Node, Path, Place, Step};

/// A value together with its path: what models are built from, so that every fact keeps its place.
#[derive(Clone, Debug)]
pub struct Cursor<'a> {
    /// The value.
    pub node: &'a Node,
    /// The document it is in.
    pub document: DocumentId,
    /// The way to it.
    pub path: Path,
}

impl<'a> Cursor<'a> {
    /// The root of a document.
    pub fn new(node: &'a Node, document: DocumentId) -> Cursor<'a> {
        Cursor { node, document, path: Path::ROOT }
    }

    /// Steps into a mapping.
    pub fn get(&self, key: &str) -> Option<Cursor<'a>> {
        let node = self.node.get(key)?;
        Some(Cursor { node, document: self.document, path: self.path.key(key) })
    }

    /// Steps into a mapping or a sequence.
    pub fn step(&self, step: &Step) -> Option<Cursor<'a>> {
        match step {
            Step::Key(key) => self.get(key),
            Step::Index(index) => {
                let node = self.node.items().get(*index)?;
                Some(Cursor { node, document: self.document, path: self.path.index(*index) })
            }
        }
    }

    /// Steps into several mappings, one after the other.
    pub fn at(&self, keys: &[&str]) -> Option<Cursor<'a>> {
        keys.iter().try_fold(self.clone(), |cursor, key| cursor.get(key))
    }

    /// The items of a sequence; none for any other value.
    pub fn items(&self) -> impl Iterator<Item = Cursor<'a>> + use<'a> {
        let Cursor { node, document, path } = self.clone();
        node.items().iter().enumerate().map(move |(index, node)| Cursor {
            node,
            document,
            path: path.index(index),
        })
    }

    /// The entries of a mapping with their keys; none for any other value.
    pub fn entries(&self) -> impl Iterator<Item = (&'a str, Cursor<'a>)> + use<'a> {
        let Cursor { node, document, path } = self.clone();
        node.entries().iter().map(move |entry| {
            (entry.key.as_str(), Cursor { node: &entry.node, document, path: path.key(&entry.key) })
        })
    }

    /// The text of the string at `key`.
    pub fn str(&self, key: &str) -> Option<&'a str> {
        self.node.get(key)?.as_str()
    }

    /// The boolean at `key`.
    pub fn bool(&self, key: &str) -> Option<bool> {
        self.node.get(key)?.as_bool()
    }

    /// The place of this value.
    pub fn place(&self) -> Place {
        Place::value(self.document, self.path.clone())
    }
}
