//! From inputs to the documents that matter.

use super::file::documents_of;
use super::{CarriedIn, Held, Input, Inventory, OtherObject, Unreadable};
use crate::model::certificates::{self, Holder, PRIVATE_KEY, PemFile};
use crate::model::command::{Program, identify};
use crate::model::{encryption, etcd};
use crate::source::{Cursor, Document, DocumentId, Place, flattened};
use crate::subject::carrier::{self, Carried};
use crate::subject::field;
use crate::subject::object::{ObjectId, objects};
use crate::subject::workload::Workload;

/// Kinds of other objects that rules look at.
const OTHER_KINDS: [&str; 2] = ["Service", "NetworkPolicy"];

impl Inventory {
    /// Reads a text and keeps what matters; returns how many documents it has.
    pub(crate) fn add_text(&mut self, input: Input, text: &str) -> usize {
        let input = self.add_input(input);
        if certificates::is_pem(text) {
            self.add_pem(input, text);
            return 1;
        }
        let mut count = 0;
        let name = self.inputs[input].name.clone();
        for document in documents_of(&name, text) {
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

    /// A file of certificates or keys has a text but no tree.
    fn add_pem(&mut self, input: usize, text: &str) {
        let id = self.next_id();
        let source = certificates::Source {
            object: &ObjectId::default(),
            holder: Holder::File,
            name: &self.inputs[input].name,
            place: Place::text(id, 0..text.len()),
            verbatim: true,
        };
        self.pems.extend(PemFile::of(text, source));
        self.documents.push(Held { id, document: Document::of_text(text), input, carried: None });
    }

    fn next_id(&self) -> DocumentId {
        DocumentId(self.documents.len())
    }

    /// Keeps a document that holds something of ours, or that could not be read.
    fn keep_if_ours(&mut self, held: Held) {
        let found = Found::in_document(&held);
        let is_readable = held.document.error.is_none() && held.document.flattened.is_none();
        if !found.is_ours && is_readable && !self.matters_to_its_file(&held) {
            return;
        }
        self.documents.push(held);
        self.others.extend(found.others);
        self.pems.extend(found.pems);
        for (file, object) in found.carried {
            self.take_carried(file, &object);
        }
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
        let source = certificates::Source {
            object,
            holder: file.carrier.into(),
            name: &file.name,
            place: file.place.clone(),
            verbatim: file.verbatim,
        };
        self.pems.extend(PemFile::of(text, source));
        if !may_be_ours(text) && !encryption::is_file_name(&file.name) {
            return;
        }
        for document in documents_of(&file.name, text) {
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
        let is_ours = encryption::looks_like(&root).is_some() || etcd::looks_like_carried(&root);
        let matters = held.document.error.is_none() && self.matters_to_its_file(&held);
        if is_broken || is_ours || matters {
            self.documents.push(held);
        }
    }
}

/// What is in a document.
#[derive(Default)]
struct Found {
    is_ours: bool,
    others: Vec<OtherObject>,
    carried: Vec<(Carried, ObjectId)>,
    /// Private keys in fields that are no files.
    pems: Vec<PemFile>,
}

impl Found {
    fn in_document(held: &Held) -> Found {
        let root = Cursor::new(&held.document.root, held.id);
        let is_ours = encryption::looks_like(&root).is_some() || etcd::looks_like(&root);
        let mut found = Found { is_ours, ..Found::default() };
        for object in objects(&root) {
            found.look_into(&object);
        }
        found
    }

    fn look_into(&mut self, object: &Cursor) {
        let id = ObjectId::of(object);
        if OTHER_KINDS.contains(&id.kind.as_str()) {
            self.others.push(OtherObject { id, place: object.place() });
            self.is_ours = true;
            return;
        }
        self.is_ours |= Workload::of(object, &|_| None).is_some_and(|workload| runs_ours(&workload));
        for file in carrier::files(object, &id) {
            self.is_ours = true;
            self.carried.push((file, id.clone()));
        }
        for (field, text) in field::strings_with(object, PRIVATE_KEY) {
            let source = certificates::Source {
                object: &id,
                holder: Holder::Field,
                name: "",
                place: field.place(),
                verbatim: true,
            };
            self.pems.extend(PemFile::of(text, source));
            self.is_ours = true;
        }
        if watches_certificates(object, &id) {
            self.others.push(OtherObject { id, place: object.place() });
            self.is_ours = true;
        }
    }
}

/// Whether an object renews certificates or watches their expiry: cert-manager's Certificate, or a
/// workload whose image is an exporter of certificates.
fn watches_certificates(object: &Cursor, id: &ObjectId) -> bool {
    let is_exporter = |workload: Workload| {
        let images = workload.containers.into_iter().filter_map(|container| container.image);
        images.map(|image| image.repository).any(|image| image.contains("cert") && image.contains("exporter"))
    };
    id.group() == "cert-manager.io" && id.kind == "Certificate"
        || Workload::of(object, &|_| None).is_some_and(is_exporter)
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
