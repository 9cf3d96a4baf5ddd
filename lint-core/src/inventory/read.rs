//! From inputs to the documents that matter.

use super::{CarriedIn, Held, Input, Inventory, OtherObject, Unreadable};
use crate::model::command::{Program, identify};
use crate::model::{encryption, etcd};
use crate::source::{self, Cursor, Document, DocumentId, flattened};
use crate::subject::carrier::{self, Carried};
use crate::subject::object::{ObjectId, objects};
use crate::subject::workload::Workload;

/// Kinds of other objects that rules look at.
const OTHER_KINDS: [&str; 2] = ["Service", "NetworkPolicy"];

impl Inventory {
    /// Reads a text and keeps what matters; returns how many documents it has.
    pub(crate) fn add_text(&mut self, input: Input, text: &str) -> usize {
        let input = self.add_input(input);
        let mut count = 0;
        for document in source::documents(text) {
            count += 1;
            let document = flattened::restored(&document).unwrap_or(document);
            let id = self.next_id();
            self.keep_if_ours(Held { id, document, input, carried: None });
        }
        count
    }

    /// Takes an object that did not come from text.
    pub(crate) fn add_object(&mut self, input: Input, object: &serde_json::Value) {
        let input = self.add_input(input);
        let id = self.next_id();
        self.keep_if_ours(Held { id, document: Document::without_text(object.into()), input, carried: None });
    }

    fn add_input(&mut self, input: Input) -> usize {
        self.inputs.push(input);
        self.inputs.len() - 1
    }

    fn next_id(&self) -> DocumentId {
        DocumentId(self.documents.len())
    }

    /// Keeps a document that holds something of ours, or that could not be read.
    fn keep_if_ours(&mut self, held: Held) {
        let id = held.id;
        self.documents.push(held);
        let found = self.look_into(id);
        let document = &self.documents[id.0].document;
        if !found && document.error.is_none() && document.flattened.is_none() {
            self.documents.truncate(id.0);
        }
    }

    /// Finds what is in a document; says whether anything is.
    fn look_into(&mut self, id: DocumentId) -> bool {
        let root = self.documents[id.0].document.root.clone();
        let root = Cursor::new(&root, id);
        let mut found = encryption::looks_like(&root).is_some() || etcd::looks_like(&root);
        for object in objects(&root) {
            found |= self.look_into_object(&object);
        }
        found
    }

    fn look_into_object(&mut self, object: &Cursor) -> bool {
        let id = ObjectId::of(object);
        if OTHER_KINDS.contains(&id.kind.as_str()) {
            self.others.push(OtherObject { id, place: object.place() });
            return true;
        }
        let carried = carrier::files(object, &id);
        let carries = !carried.is_empty();
        for file in carried {
            self.take_carried(file, &id);
        }
        carries || Workload::of(object, &|_| None).is_some_and(|workload| runs_ours(&workload))
    }

    fn take_carried(&mut self, file: Carried, object: &ObjectId) {
        let input = self.documents[file.place.document.0].input;
        let text = match &file.text {
            Ok(text) => text,
            Err(reason) => {
                let Carried { place, name, carrier, .. } = file;
                let reason = *reason;
                self.unreadable.push(Unreadable { place, name, object: object.clone(), carrier, reason });
                return;
            }
        };
        if !may_be_ours(text) {
            return;
        }
        for document in source::documents(text) {
            let carried = CarriedIn {
                carrier: file.carrier,
                place: file.place.clone(),
                name: file.name.clone(),
                verbatim: file.verbatim,
                object: object.clone(),
            };
            let id = self.next_id();
            self.keep_carried(Held { id, document, input, carried: Some(carried) });
        }
    }

    /// A carried file that cannot be read matters only if it says that it is an EncryptionConfiguration:
    /// ConfigMaps are full of other things.
    fn keep_carried(&mut self, held: Held) {
        let root = Cursor::new(&held.document.root, held.id);
        let is_broken = held.document.error.is_some() && held.document.text.0.contains("EncryptionConfig");
        if is_broken || encryption::looks_like(&root).is_some() || etcd::looks_like_carried(&root) {
            self.documents.push(held);
        }
    }
}

/// Whether a carried text is worth reading: the words without which it is none of ours.
fn may_be_ours(text: &str) -> bool {
    ["providers", "EncryptionConfig", "listen-", "initial-", "transport-security", "data-dir"]
        .iter()
        .any(|word| text.contains(word))
}

/// Whether a workload has a container that runs something of ours, or seems to.
fn runs_ours(workload: &Workload) -> bool {
    workload.containers.iter().any(|container| {
        let image = container.image.as_ref();
        let identified = |command| identify(command, image, container.has_command);
        let is_ours = |program| matches!(program, Program::Etcd | Program::KubeApiserver | Program::K3s);
        container.commands.iter().any(|command| is_ours(identified(Some(command))))
            || container.commands.is_empty() && is_ours(identified(None))
            || container.hides_etcd()
    })
}
