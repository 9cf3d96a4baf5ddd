//! Scripts and crontabs: inputs that are no manifests.

use super::{Held, Input, Inventory};
use crate::source::{Document, Node, Text};

impl Inventory {
    /// Takes a shell script or a crontab: a document with text and no tree.
    pub(crate) fn add_script(&mut self, input: Input, text: &str) {
        let input = self.add_input(input);
        let id = self.next_id();
        let document = Document { text: Text(text.to_owned()), ..Document::without_text(Node::default()) };
        self.documents.push(Held { id, document, input, carried: None });
        self.scripts.push(id);
    }
}
