//! From inputs to the documents that matter.

use super::file::blank_document;
use super::node_file::last_component;
use super::{CarriedIn, Held, Input, Inventory, OtherObject, Unreadable, skim};
use crate::guard::guarded;
use crate::model::backup::Backup;
use crate::model::certificates::{self, Holder, PRIVATE_KEY, PemFile};
use crate::model::{encryption, etcd};
use crate::source::{
    self, Beginning, Cursor, Document, DocumentId, Documents, Node, Outline, Place, flattened,
};
use crate::subject::carrier::{self, Budget, Carried, Carrier, Reference, Undecodable, is_multipart};
use crate::subject::command::identify;
use crate::subject::environment_file::{is_environment_file, is_of_server};
use crate::subject::object::{ObjectId, name_items, objects};
use crate::subject::script::is_script;
use crate::subject::unread::{self, Unread, What};
use crate::subject::workload::Workload;
use crate::subject::{field, kubeadm};

/// How many carriers one inside the other are looked into: a Secret, a cloud-config in it, a file in that, …
const DEEPEST_CARRIER: usize = 4;

/// An input that is read piece by piece.
#[derive(Debug)]
pub(super) struct Reading {
    /// Its position in [`Inventory::inputs`].
    input: usize,
    /// The position from which on its documents are kept.
    first: usize,
    /// Where the next piece begins.
    next: Beginning,
    /// How many documents it has so far.
    pub(super) count: usize,
}

/// Kinds of other objects that rules look at.
pub(super) const OTHER_KINDS: [&str; 2] = ["Service", "NetworkPolicy"];

impl Inventory {
    /// Reads a text and keeps what matters; returns how many documents it has.
    pub(crate) fn add_text(&mut self, input: Input, text: &str) -> usize {
        self.add_text_without(input, text, &skim::document::is_unrelated)
    }

    /// The same, without the documents of whose outlines `is_unrelated` says so.
    pub(super) fn add_text_without(
        &mut self,
        input: Input,
        text: &str,
        is_unrelated: &dyn Fn(&Outline) -> bool,
    ) -> usize {
        let mut reading = self.begin(input);
        self.read_on(&mut reading, text, is_unrelated);
        reading.count
    }

    /// Begins with an input that is read piece by piece.
    pub(super) fn begin(&mut self, input: Input) -> Reading {
        let first = self.documents.len();
        Reading { input: self.add_input(input), first, next: Beginning::default(), count: 0 }
    }

    /// Reads the next piece of an input.
    pub(super) fn read_on(
        &mut self,
        reading: &mut Reading,
        piece: &str,
        is_unrelated: &dyn Fn(&Outline) -> bool,
    ) {
        if guarded(|| self.read_piece(reading, piece, is_unrelated)).is_none() {
            reading.count += self.add_broken(reading.input);
            reading.next = reading.next.behind(piece);
        }
    }

    fn read_piece(&mut self, reading: &mut Reading, piece: &str, is_unrelated: &dyn Fn(&Outline) -> bool) {
        let Reading { input, first, .. } = *reading;
        if reading.count == 0 && certificates::is_pem(piece) {
            self.add_pem(input, piece);
            reading.count = 1;
            return;
        }
        let mut documents = Documents::from(piece, reading.next);
        let is_skipped = |inventory: &Inventory, outline: &Outline| {
            is_unrelated(outline) && !inventory.begins_with_configuration(first)
        };
        while let Some(document) = documents.next_unless(&|outline| is_skipped(self, outline)) {
            reading.count += 1;
            if let Some(document) = document {
                self.add_document(document, input, first);
            }
        }
        reading.next = documents.end();
        if reading.count == 0
            && let Some(blank) = blank_document(&self.inputs[input].name, piece)
        {
            reading.count = 1;
            self.add_document(blank, input, first);
        }
    }

    fn add_document(&mut self, document: Document, input: usize, first: usize) {
        let mut document = flattened::restored(&document).unwrap_or(document);
        name_items(&mut document.root);
        let id = self.next_id();
        self.keep_if_ours(Held { id, document, input, carried: None }, first);
    }

    /// Takes an object that did not come from text.
    pub(crate) fn add_object(&mut self, input: Input, object: Node) {
        let input = self.add_input(input);
        let read = guarded(|| {
            let id = self.next_id();
            let mut document = Document::without_text(object);
            name_items(&mut document.root);
            self.keep_if_ours(Held { id, document, input, carried: None }, id.0);
        });
        if read.is_none() {
            self.add_broken(input);
        }
    }

    /// Stands for what the reader did not get through, beside what it has kept of the input; returns that it
    /// is one document.
    pub(crate) fn add_broken(&mut self, input: usize) -> usize {
        let id = self.next_id();
        self.documents.push(Held { id, document: Document::broken(), input, carried: None });
        self.broken.insert(id);
        1
    }

    /// Names an input; returns its position.
    pub(crate) fn add_input(&mut self, input: Input) -> usize {
        let position = self.inputs.len();
        let name = last_component(&input.name).to_owned();
        self.names.entry(name).or_default().push(position);
        self.inputs.push(input);
        position
    }

    /// A file of certificates or keys has a text but no tree.
    pub(super) fn add_pem(&mut self, input: usize, text: &str) {
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

    pub(super) fn next_id(&self) -> DocumentId {
        DocumentId(self.documents.len())
    }

    /// Keeps a document that holds something of ours, or that could not be read.
    pub(super) fn keep_if_ours(&mut self, held: Held, first: usize) {
        let mut budget = Budget::default();
        let found = Found::in_document(&held, self.name_of(&held), &mut budget);
        let is_readable = held.document.error.is_none() && held.document.flattened.is_none();
        if !found.is_ours && is_readable && !self.matters_to_its_file(&held, first) {
            return;
        }
        self.documents.push(held);
        self.others.extend(found.others);
        self.referenced.extend(found.references);
        self.pems.extend(found.pems);
        self.unread.extend(found.unread);
        for (file, object) in found.carried {
            self.take_carried(file, &object, &mut budget);
        }
    }

    pub(super) fn take_carried(&mut self, file: Carried, object: &ObjectId, budget: &mut Budget) {
        let outer = file.place.document;
        if let Ok(text) = &file.text {
            let source = certificates::Source {
                object,
                holder: file.carrier.into(),
                name: &file.name,
                place: file.place.clone(),
                verbatim: file.verbatim,
            };
            self.pems.extend(PemFile::of(text, source));
        }
        let text = match &file.text {
            Ok(text) if !skim::may_be_carried(text) && !encryption::is_file_name(&file.name) => return,
            Ok(_) if self.carriers_of(outer) >= DEEPEST_CARRIER => Err(Undecodable::Nested),
            text => text.as_ref().map_err(|reason| *reason),
        };
        let text = match text {
            Ok(text) if is_multipart(text) => {
                return self.take_parts(&file, text, object, budget);
            }
            Ok(text) => text,
            Err(reason) => {
                let Carried { place, name, carrier, .. } = file;
                self.unreadable.push(Unreadable { place, name, object: object.clone(), carrier, reason });
                return;
            }
        };
        if unread::is_ignition(text) {
            self.unread.push(Unread { place: file.place, object: object.clone(), what: What::Ignition });
            return;
        }
        let input = self.held(outer).input;
        let (first, first_unread) = (self.documents.len(), self.unread.len());
        let is_laid = matches!(file.carrier, Carrier::ClusterApi | Carrier::CloudConfig);
        if is_laid && is_script(&file.name, text) {
            self.take_laid_script(&file, text, object);
        }
        let documents = if self.documents.len() > first { "" } else { text };
        let mut documents = source::documents(documents).peekable();
        let blank = blank_document(&file.name, text).filter(|_| documents.peek().is_none());
        for document in documents.chain(blank) {
            let document = flattened::restored(&document).unwrap_or(document);
            let carried = CarriedIn::of(&file, object);
            let id = self.next_id();
            self.keep_carried(Held { id, document, input, carried: Some(carried) }, first, budget);
        }
        let is_silent = (self.documents.len(), self.unread.len()) == (first, first_unread);
        if is_laid && is_silent && unread::speaks_of_etcd(text) {
            let what = if unread::is_named_as_patch(&file.name) { What::Patches } else { What::File };
            self.unread.push(Unread { place: file.place.clone(), object: object.clone(), what });
        }
        if file.verbatim && self.documents.len() > first {
            let offsets = self.held(outer).document.offsets_at(&file.place);
            self.offsets.extend(offsets.map(|offsets| (file.place, offsets)));
        }
    }

    /// Takes the parts of user data that has several, as if each stood there alone.
    fn take_parts(&mut self, file: &Carried, text: &str, object: &ObjectId, budget: &mut Budget) {
        for part in carrier::parts(text, budget).unwrap_or_default() {
            let (carrier, place, name) = (file.carrier, file.place.clone(), file.name.clone());
            self.take_carried(
                Carried { carrier, place, name, text: Ok(part), verbatim: false },
                object,
                budget,
            );
        }
    }

    /// Takes a script or a systemd unit that is laid on a node, if it has to do with etcd.
    fn take_laid_script(&mut self, file: &Carried, text: &str, object: &ObjectId) {
        let is_of_client = || is_environment_file(text) && !is_of_server(text);
        if !text.contains("etcd") && !text.contains("ETCD_") || is_of_client() {
            return;
        }
        let id = self.next_id();
        let carried = CarriedIn::of(file, object);
        let input = self.held(file.place.document).input;
        self.documents.push(Held { id, document: Document::of_text(text), input, carried: Some(carried) });
        self.scripts.push(id);
    }

    /// How many carriers a document is in, one inside the other.
    fn carriers_of(&self, id: DocumentId) -> usize {
        let carrier = |id: &DocumentId| Some(self.held(*id).carried.as_ref()?.place.document);
        std::iter::successors(carrier(&id), carrier).count()
    }

    /// A carried file that cannot be read matters only if it says that it is a configuration of ours: ConfigMaps are
    /// full of other things. What runs on a node is read; what an object carries for others is not.
    fn keep_carried(&mut self, held: Held, first: usize, budget: &mut Budget) {
        let root = Cursor::new(&held.document.root, held.id);
        let files = files_of_cloud_config(&held, budget);
        let is_broken = held.document.error.is_some() && is_meant_as_ours(&held.document.text.0);
        let is_ours = encryption::looks_like(&root).is_some() || etcd::looks_like_carried(&root);
        let mut is_ours = is_ours || kubeadm::looks_like(&root);
        let carried = held.carried.as_ref();
        let runs = objects(&root)
            .iter()
            .any(|object| Workload::of(object, &|_| None).is_some_and(|one| runs_ours(&one)));
        let unread = match carried.map(|carried| carried.carrier) {
            Some(Carrier::ClusterApi | Carrier::CloudConfig) => {
                is_ours |= runs && !unread::is_patch(self.name_of(&held), &root);
                unread::is_k3s(&root).then_some(What::K3s)
            }
            _ => runs.then_some(What::File),
        };
        let unread = carried.zip(unread).map(|(CarriedIn { place, object, .. }, what)| Unread {
            place: place.clone(),
            object: object.clone(),
            what,
        });
        self.unread.extend(unread);
        let matters = held.document.error.is_none() && self.matters_to_its_file(&held, first);
        if !is_broken && !is_ours && !matters && files.is_empty() {
            return;
        }
        let object = held.carried.as_ref().map(|carried| carried.object.clone()).unwrap_or_default();
        self.documents.push(held);
        for file in files {
            self.take_carried(file, &object, budget);
        }
    }
}

/// What is in a document.
#[derive(Default)]
struct Found {
    is_ours: bool,
    others: Vec<OtherObject>,
    carried: Vec<(Carried, ObjectId)>,
    references: Vec<Reference>,
    /// Private keys in fields that are no files.
    pems: Vec<PemFile>,
    unread: Vec<Unread>,
}

impl Found {
    fn in_document(held: &Held, name: &str, budget: &mut Budget) -> Found {
        let root = Cursor::new(&held.document.root, held.id);
        let is_ours = encryption::looks_like(&root).is_some() || etcd::looks_like(&root);
        let mut found = Found { is_ours, ..Found::default() };
        found.take(files_of_cloud_config(held, budget), &ObjectId::default());
        found.take(files_of_multipart(held), &ObjectId::default());
        found.look_beside_objects(&root, held, name);
        for object in objects(&root) {
            found.look_into(&object, budget);
        }
        found
    }

    /// Looks for what is no object and is not read.
    fn look_beside_objects(&mut self, root: &Cursor, held: &Held, name: &str) {
        let text = &held.document.text.0;
        let is_patch = unread::is_patch(name, root) && unread::speaks_of_etcd(text);
        let kinds = [
            (unread::is_k3s(root), What::K3s),
            (root.get("ignition").is_some() && unread::is_ignition(text), What::Ignition),
            (is_patch && !root.node.is_null(), What::Patches),
        ];
        for (_, what) in kinds.into_iter().filter(|(is_it, _)| *is_it) {
            self.leave_unread(root.place(), ObjectId::of(root), what);
        }
    }

    fn leave_unread(&mut self, place: Place, object: ObjectId, what: What) {
        self.unread.push(Unread { place, object, what });
        self.is_ours = true;
    }

    fn look_into(&mut self, object: &Cursor, budget: &mut Budget) {
        let id = ObjectId::of(object);
        for (place, what) in unread::of_object(object, &id) {
            self.leave_unread(place, id.clone(), what);
        }
        if OTHER_KINDS.contains(&id.kind.as_str()) {
            self.others.push(OtherObject { id, place: object.place() });
            self.is_ours = true;
            return;
        }
        self.is_ours |= kubeadm::find(object).is_some();
        let workload = Workload::of(object, &|_| None);
        self.is_ours |= workload.as_ref().is_some_and(runs_ours);
        self.take(carrier::files(object, &id, budget), &id);
        let references = carrier::references(object, &id);
        self.is_ours |= !references.is_empty();
        self.references.extend(references);
        self.take_keys(object, &id);
        if is_certificate(&id) || workload.is_some_and(|workload| exports_certificates(&workload)) {
            self.others.push(OtherObject { id, place: object.place() });
            self.is_ours = true;
        }
    }

    /// Takes the private keys that stand in fields where no file is.
    fn take_keys(&mut self, object: &Cursor, id: &ObjectId) {
        for (field, text) in field::strings_with(object, PRIVATE_KEY) {
            let source = certificates::Source {
                object: id,
                holder: Holder::Field,
                name: "",
                place: field.place(),
                verbatim: true,
            };
            self.pems.extend(PemFile::of(text, source));
            self.is_ours = true;
        }
    }

    fn take(&mut self, files: Vec<Carried>, object: &ObjectId) {
        self.is_ours |= !files.is_empty();
        self.carried.extend(files.into_iter().map(|file| (file, object.clone())));
    }
}

/// The files of a document, if it is a cloud-config.
fn files_of_cloud_config(held: &Held, budget: &mut Budget) -> Vec<Carried> {
    if !carrier::is_cloud_config(&held.document.text.0) {
        return Vec::new();
    }
    carrier::files_of_cloud_config(&Cursor::new(&held.document.root, held.id), budget)
}

/// User data in several parts is no YAML, and one file with all of them.
fn files_of_multipart(held: &Held) -> Vec<Carried> {
    let text = &held.document.text.0;
    let is_it = held.document.error.is_some() && is_multipart(text);
    let file = || Carried {
        carrier: Carrier::CloudConfig,
        place: held.text(0..text.len()),
        name: String::new(),
        text: Ok(text.clone()),
        verbatim: false,
    };
    is_it.then(file).into_iter().collect()
}

/// Whether a text that is no YAML is meant as a configuration of etcd, of encryption or of kubeadm. A script may
/// have one in it.
fn is_meant_as_ours(text: &str) -> bool {
    const OF_ETCD: [&str; 5] = [
        "listen-client-urls:",
        "listen-peer-urls:",
        "advertise-client-urls:",
        "client-transport-security:",
        "peer-transport-security:",
    ];
    let begins = |line: &str, words: &[&str]| words.iter().any(|word| line.starts_with(word));
    let is_of_kubeadm = text.lines().any(|line| begins(line, &["apiVersion: kubeadm.k8s.io/"]))
        && text.lines().any(|line| begins(line, &["kind: ClusterConfiguration"]));
    let is_of_cloud_init = || {
        carrier::is_cloud_config(text)
            && (unread::speaks_of_etcd(text) || text.contains("ClusterConfiguration"))
    };
    let is_of_etcd = || text.lines().filter(|line| begins(line, &OF_ETCD)).count() > 1;
    !text.starts_with("#!")
        && (text.contains("EncryptionConfig") || is_of_kubeadm || is_of_etcd() || is_of_cloud_init())
}

/// Whether an object has cert-manager renew a certificate.
fn is_certificate(id: &ObjectId) -> bool {
    id.group() == "cert-manager.io" && id.kind == "Certificate"
}

/// Whether an image of a workload is an exporter that watches the expiry of certificates.
fn exports_certificates(workload: &Workload) -> bool {
    let images = workload.containers.iter().filter_map(|container| container.image.as_ref());
    images.map(|image| &image.repository).any(|image| image.contains("cert") && image.contains("exporter"))
}

/// Whether a workload has a container that runs something of ours, or seems to.
fn runs_ours(workload: &Workload) -> bool {
    let runs_server = workload.containers.iter().any(|container| {
        let image = container.image.as_ref();
        let identified = |command| identify(command, image, container.has_command);
        container.commands.iter().any(|command| identified(Some(command)).is_server())
            || container.commands.is_empty() && identified(None).is_server()
            || container.hides_etcd()
    });
    runs_server || Backup::may_be_in(workload)
}
