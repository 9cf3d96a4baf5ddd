//! What a rule may look at besides the subject it checks.

use crate::inventory::Inventory;
use crate::model::apiserver::Apiserver;
use crate::model::backup::{Backup, Step};
use crate::model::encryption::Encryption;
use crate::model::etcd::Etcd;
use crate::model::kubeadm::ClusterConfiguration;
use crate::model::transition::Transition;
use crate::settings::{Profile, Settings};
use crate::source::{Cursor, DocumentId, Path, Place};
use crate::subject::image::Version;
use crate::subject::workload::{Container, Workload};

/// What a rule may look at besides the subject it checks.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// What the user set.
    pub settings: &'a Settings,
    /// All that was given.
    pub inventory: &'a Inventory,
    /// What lies between it and the previous version, if there is one.
    pub transitions: &'a [Transition],
}

impl<'a> Context<'a> {
    /// The profile in force.
    pub fn profile(&self) -> Profile {
        self.settings.profile
    }

    /// The workload and container of an etcd; `None` for a configuration file that stands alone.
    pub fn home(&self, etcd: &Etcd) -> Option<(&'a Workload, &'a Container)> {
        etcd.home.map(|home| self.inventory.home(home))
    }

    /// The workload of a backup; `None` for a script.
    pub fn workload_of(&self, backup: &Backup) -> Option<&'a Workload> {
        self.inventory.workloads.get(backup.workload?)
    }

    /// The container that a step of a backup runs in; `None` in a script.
    pub fn container_of(&self, backup: &Backup, step: &Step) -> Option<&'a Container> {
        self.workload_of(backup)?.containers.get(step.container?)
    }

    /// Whether an etcd runs in the same pod as a backup.
    pub fn runs_etcd(&self, backup: &Backup) -> bool {
        let workload = backup.workload;
        let homes = self.inventory.etcds.iter().filter_map(|etcd| etcd.home);
        workload.is_some() && homes.into_iter().any(|home| Some(home.workload) == workload)
    }

    /// Whether an etcd is known to hold the objects of Kubernetes: kubeadm writes it, it runs in `kube-system`, or a
    /// kube-apiserver stands beside it.
    pub fn serves_kubernetes(&self, etcd: &Etcd) -> bool {
        let is_of_system = self
            .home(etcd)
            .is_some_and(|(workload, _)| workload.object.namespace.as_deref() == Some("kube-system"));
        etcd.extra_args.is_some() || is_of_system || self.apiservers_near(etcd.document).next().is_some()
    }

    /// The value at a place.
    pub fn at(&self, place: &Place) -> Option<Cursor<'a>> {
        self.inventory.at(place)
    }

    /// The kube-apiservers that belong to the same cluster as a document, as far as can be told: of an
    /// EncryptionConfiguration, those that read it.
    pub fn apiservers_near(self, document: DocumentId) -> impl Iterator<Item = &'a Apiserver> {
        let inventory = self.inventory;
        let reads = move |one: &Apiserver| one.encryption == Some(document);
        let is_read = inventory.apiservers.iter().any(reads);
        inventory
            .apiservers
            .iter()
            .filter(move |one| if is_read { reads(one) } else { self.may_belong_to(&one.place, document) })
    }

    /// Whether what stands at a place may belong to the same cluster as a document: they come together, and not
    /// from two objects that each make nodes of their own.
    fn may_belong_to(&self, place: &Place, document: DocumentId) -> bool {
        let inventory = self.inventory;
        inventory.are_neighbours(place.document, document)
            && inventory.may_share_nodes(place, &Place::value(document, Path::ROOT))
    }

    /// The etcd servers that belong to the same cluster as a document, as far as can be told.
    pub fn etcds_near(self, document: DocumentId) -> impl Iterator<Item = &'a Etcd> {
        self.inventory.etcds.iter().filter(move |one| self.may_belong_to(&one.place, document))
    }

    /// The EncryptionConfigurations that belong to the same cluster as a document, as far as can be told.
    pub fn encryptions_near(self, document: DocumentId) -> impl Iterator<Item = &'a Encryption> {
        let encryptions = self.inventory.encryptions.iter();
        encryptions.filter(move |one| self.may_belong_to(&one.config.place, document))
    }

    /// The ClusterConfigurations that belong to the same cluster as a document, as far as can be told.
    pub fn kubeadms_near(self, document: DocumentId) -> impl Iterator<Item = &'a ClusterConfiguration> {
        self.inventory.kubeadms.iter().filter(move |one| self.may_belong_to(&one.place, document))
    }

    /// What lies between an EncryptionConfiguration and its previous version, if that was given.
    pub fn transition_to(&self, document: DocumentId) -> Option<&'a Transition> {
        self.transitions.iter().find(|transition| transition.document == document)
    }

    /// The version of Kubernetes for a document: that of a kube-apiserver beside it, or the user's.
    pub fn kubernetes_version(&self, document: DocumentId) -> Option<Version> {
        self.apiservers_near(document)
            .find_map(|apiserver| apiserver.version)
            .or_else(|| self.kubeadms_near(document).find_map(|config| config.kubernetes))
            .or(self.settings.kubernetes_version)
    }

    /// The version of a kube-apiserver: that of its image, or the user's.
    pub fn version_of(&self, apiserver: &Apiserver) -> Option<Version> {
        apiserver.version.or(self.settings.kubernetes_version)
    }

    /// Whether the container shares the node's network. A configuration file that stands alone says
    /// nothing of it, and is taken for one of a node.
    pub fn is_on_host_network(&self, etcd: &Etcd) -> bool {
        self.home(etcd).is_none_or(|(workload, _)| workload.host_network)
    }
}
