//! All that was given: the documents that matter, and what is in them.

mod build;
mod certificates;
mod dialled;
mod excerpt;
mod file;
mod kubeadm;
mod locate;
mod node_file;
mod read;
mod referenced;
mod script;
mod secret_values;
pub(crate) mod skim;
pub(crate) mod version;

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};

pub use certificates::Leaf;
pub use excerpt::Excerpt;
pub use node_file::GivenFile;
pub(crate) use secret_values::secret_values;

use crate::model::apiserver::Apiserver;
use crate::model::backup::Backup;
use crate::model::certificates::{Credential, PemFile};
use crate::model::encryption::Encryption;
use crate::model::etcd::{Etcd, Home};
use crate::model::kubeadm::ClusterConfiguration;
use crate::source::{Cursor, Document, DocumentId, Offsets, Place};
use crate::subject::carrier::{Carried, Carrier, Reference, Undecodable, is_cluster_api, is_template};
use crate::subject::object::{ObjectId, object_around, objects};
use crate::subject::unread::Unread;
use crate::subject::workload::{Container, Workload};

/// A file, a pasted text, or an object of the API server.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// Its name: a path, `<stdin>`, …
    pub name: String,
    /// Whether it is known to be under version control.
    pub version_controlled: bool,
}

/// A document that is kept, with where it came from.
#[derive(Clone, Debug)]
pub struct Held {
    /// Its own id.
    pub id: DocumentId,
    /// The document.
    pub document: Document,
    /// Position in [`Inventory::inputs`].
    pub input: usize,
    /// The document it travels in, if it does.
    pub carried: Option<CarriedIn>,
}

/// Where a carried document travels.
#[derive(Clone, Debug)]
pub struct CarriedIn {
    /// What carries it.
    pub carrier: Carrier,
    /// The value that holds it.
    pub place: Place,
    /// Its name there: a key of `data`, or a path on the node.
    pub name: String,
    /// Whether its text stands in the outer document as it is.
    pub verbatim: bool,
    /// The object that carries it.
    pub object: ObjectId,
}

impl CarriedIn {
    fn of(file: &Carried, object: &ObjectId) -> CarriedIn {
        CarriedIn {
            carrier: file.carrier,
            place: file.place.clone(),
            name: file.name.clone(),
            verbatim: file.verbatim,
            object: object.clone(),
        }
    }
}

/// A carried file that could not be read although its name says what it is.
#[derive(Clone, Debug)]
pub struct Unreadable {
    /// The value that holds it.
    pub place: Place,
    /// Its name there.
    pub name: String,
    /// The object that carries it.
    pub object: ObjectId,
    /// What carries it.
    pub carrier: Carrier,
    /// Why.
    pub reason: Undecodable,
}

/// An object that is none of the others but may have to do with them: a Service, a NetworkPolicy, a
/// Certificate, …
#[derive(Clone, Debug)]
pub struct OtherObject {
    /// What it says of itself.
    pub id: ObjectId,
    /// Its place.
    pub place: Place,
}

/// Endings of files for Go's templates, Helm, Jinja and ERB.
const TEMPLATE_ENDINGS: [&str; 7] = [".tmpl", ".tpl", ".gotmpl", ".j2", ".jinja", ".jinja2", ".erb"];

impl OtherObject {
    /// Whether it was kept because it renews certificates or watches their expiry.
    pub fn watches_certificates(&self) -> bool {
        !matches!(self.id.kind.as_str(), "Service" | "NetworkPolicy")
    }
}

/// All that was given.
#[derive(Clone, Debug, Default)]
pub struct Inventory {
    /// The inputs.
    pub inputs: Vec<Input>,
    /// The inputs by the last component of their names.
    pub(crate) names: HashMap<String, Vec<usize>>,
    /// The documents that are kept; a [`DocumentId`] is a position here.
    pub documents: Vec<Held>,
    /// Workloads in which something of ours runs.
    pub workloads: Vec<Workload>,
    /// etcd servers.
    pub etcds: Vec<Etcd>,
    /// kube-apiservers.
    pub apiservers: Vec<Apiserver>,
    /// EncryptionConfigurations.
    pub encryptions: Vec<Encryption>,
    /// What saves, checks or restores snapshots of etcd.
    pub backups: Vec<Backup>,
    /// Documents that are scripts or crontabs: they have text and no tree.
    pub scripts: Vec<DocumentId>,
    /// ClusterConfigurations of kubeadm.
    pub kubeadms: Vec<ClusterConfiguration>,
    /// Files and values with certificates or private keys.
    pub pems: Vec<PemFile>,
    /// Certificates with their keys and CAs.
    pub credentials: Vec<Credential>,
    /// Services, NetworkPolicies, and what watches over certificates.
    pub others: Vec<OtherObject>,
    /// Carried files that could not be read.
    pub unreadable: Vec<Unreadable>,
    /// What nothing here looks into.
    pub unread: Vec<Unread>,
    /// Documents that could not be read, or not wholly, because of a mistake in etcdlint.
    pub(crate) broken: BTreeSet<DocumentId>,
    /// Files on nodes whose content is in other objects.
    pub referenced: Vec<Reference>,
    /// The first of the documents that could be read only when all inputs were there, behind all others.
    pub(crate) late: Option<DocumentId>,
    /// The documents in which something of ours is.
    pub(crate) ours: HashSet<DocumentId>,
    /// Of strings that were asked about: where their characters are written, if that shows.
    pub(crate) strings: RefCell<HashMap<Place, Option<Offsets>>>,
    /// Of values that carry a document as it is: where their characters are written.
    pub(crate) offsets: HashMap<Place, Offsets>,
}

impl Inventory {
    /// A kept document.
    pub fn held(&self, id: DocumentId) -> &Held {
        &self.documents[id.0]
    }

    /// The root of a kept document.
    pub fn root(&self, id: DocumentId) -> Cursor<'_> {
        Cursor::new(&self.held(id).document.root, id)
    }

    /// The value at a place.
    pub fn at(&self, place: &Place) -> Option<Cursor<'_>> {
        place.path.steps().into_iter().try_fold(self.root(place.document), |cursor, step| cursor.step(step))
    }

    /// The object that carries a document.
    pub fn object_of(&self, carried: &CarriedIn) -> Option<Cursor<'_>> {
        let place = self.outer_place(&carried.place);
        let objects = objects(&self.root(place.document));
        objects.into_iter().find(|object| object.path.contains(&place.path))
    }

    /// The object of the outermost document in which a place is: its document, and the way to it there.
    pub(crate) fn object_around(&self, place: &Place) -> Place {
        let outer = self.outer_place(place);
        object_around(&self.root(outer.document), &outer.path).place()
    }

    /// What carries a document in the outermost one.
    pub fn outermost_carrier(&self, id: DocumentId) -> Option<Carrier> {
        let carried = self.held(id).carried.as_ref()?;
        self.outermost_carrier(carried.place.document).or(Some(carried.carrier))
    }

    /// The name of the file in which a document stands: that of an input, or its name in what carries it.
    pub(crate) fn name_of<'a>(&'a self, one: &'a Held) -> &'a str {
        one.carried.as_ref().map_or(self.inputs[one.input].name.as_str(), |carried| &carried.name)
    }

    /// Whether a document stands in a file whose name says that a tool will fill it in.
    pub fn is_template(&self, id: DocumentId) -> bool {
        let name = self.inputs[self.held(id).input].name.to_ascii_lowercase();
        TEMPLATE_ENDINGS.iter().any(|ending| name.ends_with(ending))
    }

    /// Whether a tool may put values into a document before anything reads it: into what is laid on a node, or into a
    /// file whose name says so.
    pub(crate) fn is_to_be_filled_in(&self, id: DocumentId) -> bool {
        self.held(id).carried.is_some() || self.is_template(id)
    }

    /// Whether cloud-init fills in what stands in a document, or in one that carries it.
    pub(crate) fn is_for_cloud_init(&self, id: DocumentId) -> bool {
        let held = self.held(id);
        let is_of_cluster_api =
            || objects(&self.root(id)).iter().any(|object| is_cluster_api(ObjectId::of(object).group()));
        is_template(&held.document.text.0)
            || is_of_cluster_api()
            || held.carried.as_ref().is_some_and(|carried| self.is_for_cloud_init(carried.place.document))
    }

    /// The outermost document that carries `id`; itself if nothing does.
    pub fn outermost(&self, id: DocumentId) -> DocumentId {
        match &self.held(id).carried {
            Some(carried) => self.outermost(carried.place.document),
            None => id,
        }
    }

    /// Whether two documents belong together: they come from one input, or from files of one folder.
    pub fn are_neighbours(&self, a: DocumentId, b: DocumentId) -> bool {
        let folder = |id| folder_of(&self.inputs[self.held(id).input].name);
        self.held(a).input == self.held(b).input || folder(a) == folder(b)
    }

    /// How far apart two documents are: in one input, in one folder, or not.
    pub(crate) fn distance(&self, a: DocumentId, b: DocumentId) -> u8 {
        match self.held(a).input == self.held(b).input {
            true => 0,
            false if self.are_neighbours(a, b) => 1,
            false => 2,
        }
    }

    /// Whether something of ours is in a document: a server, a configuration, or a carrier of one.
    pub fn is_ours(&self, id: DocumentId) -> bool {
        self.ours.contains(&id)
    }

    /// The workload and container that something runs in.
    pub fn home(&self, home: Home) -> (&Workload, &Container) {
        let workload = &self.workloads[home.workload];
        (workload, &workload.containers[home.container])
    }
}

fn folder_of(name: &str) -> &str {
    name.rfind(['/', '\\']).map_or("", |at| &name[..at])
}
