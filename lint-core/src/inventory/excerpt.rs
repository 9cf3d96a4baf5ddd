//! What matters of an input, taken from it before it comes into an inventory with others.

use super::{Held, Input, Inventory, skim};
use crate::model::certificates;
use crate::source::Document;

/// The documents of a text that matter to a linter.
#[derive(Debug, Default)]
pub struct Excerpt {
    documents: Vec<Document>,
    /// How many documents the text has.
    count: usize,
    /// Whether not all of it was read, because of a mistake in etcdlint.
    is_broken: bool,
}

impl Excerpt {
    /// The excerpt of a text of this name. Its pieces end where [`last_cut`](crate::source::last_cut) says, or
    /// with the text; a large one need not be in memory as a whole. This can be done for many texts at once.
    pub fn of<T: AsRef<str>, E>(
        name: &str,
        pieces: impl IntoIterator<Item = Result<T, E>>,
    ) -> Result<Excerpt, E> {
        let mut inventory = Inventory::default();
        let mut reading = inventory.begin(Input { name: name.to_owned(), ..Input::default() });
        for piece in pieces {
            inventory.read_on(&mut reading, piece?.as_ref(), &skim::document::is_unrelated);
        }
        let Inventory { documents, broken, .. } = inventory;
        let outermost =
            documents.into_iter().filter(|held| held.carried.is_none() && !broken.contains(&held.id));
        Ok(Excerpt {
            documents: outermost.map(|held| held.document).collect(),
            count: reading.count,
            is_broken: !broken.is_empty(),
        })
    }

    /// Takes the documents out. What is left still says how many there were.
    pub fn take(&mut self) -> Excerpt {
        Excerpt { documents: std::mem::take(&mut self.documents), ..*self }
    }

    /// Whether the text holds nothing of ours.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty() && !self.is_broken
    }

    /// The texts of the documents.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.documents.iter().map(|document| document.text.0.as_str())
    }
}

impl Inventory {
    /// Takes the documents of an input that were read before; returns how many it has.
    pub(crate) fn add_excerpt(&mut self, input: Input, excerpt: Excerpt) -> usize {
        let input = self.add_input(input);
        let first = self.documents.len();
        for document in excerpt.documents {
            // A file of certificates has a text and no tree.
            if document.root.is_null() && certificates::is_pem(&document.text.0) {
                self.add_pem(input, &document.text.0);
                continue;
            }
            let id = self.next_id();
            self.keep_if_ours(Held { id, document, input, carried: None }, first);
        }
        if excerpt.is_broken {
            self.add_broken(input);
        }
        excerpt.count
    }
}
