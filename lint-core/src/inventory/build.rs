//! From documents to models, once all inputs are there: only then can one document explain another.

use std::collections::HashSet;

use super::Inventory;
use crate::model::apiserver::Apiserver;
use crate::model::backup::Backup;
use crate::model::encryption::{self, Encryption};
use crate::model::etcd::{self, ConfigFile, Etcd, Home};
use crate::source::{Cursor, DocumentId};
use crate::subject::carrier::Carrier;
use crate::subject::command::{Command, Program, identify};
use crate::subject::object::{ObjectId, objects};
use crate::subject::volume::VolumeSource;
use crate::subject::word::Word;
use crate::subject::workload::{Container, Workload};

impl Inventory {
    /// Builds the models of all that is kept.
    pub(crate) fn build_models(&mut self) {
        self.workloads = self.find_workloads();
        for workload in 0..self.workloads.len() {
            for container in 0..self.workloads[workload].containers.len() {
                self.add_servers(Home { workload, container });
            }
        }
        self.add_kubeadm();
        self.add_units();
        for position in 0..self.documents.len() {
            self.add_standing_alone(DocumentId(position));
        }
        self.join_encryptions();
        self.backups = self.find_backups();
        self.ours = self.documents_of_ours();
        self.build_credentials();
    }

    /// Whether an EncryptionConfiguration is among the documents.
    pub(crate) fn has_configurations(&self) -> bool {
        let mut roots = (0..self.documents.len()).map(|position| self.root(DocumentId(position)));
        roots.any(|root| encryption::looks_like(&root).is_some())
    }

    fn documents_of_ours(&self) -> HashSet<DocumentId> {
        let mut found: HashSet<DocumentId> = self.etcds.iter().map(|one| one.document).collect();
        found.extend(self.apiservers.iter().map(|one| one.document));
        found.extend(self.encryptions.iter().map(|one| one.document));
        found.extend(self.backups.iter().map(|one| one.document));
        found.extend(self.kubeadms.iter().map(|one| one.document));
        found
    }

    fn find_workloads(&self) -> Vec<Workload> {
        let mut found = Vec::new();
        for position in 0..self.documents.len() {
            let root = self.root(DocumentId(position));
            let config_maps = |name: &str| self.config_map(root.document, name);
            found.extend(objects(&root).iter().filter_map(|object| Workload::of(object, &config_maps)));
        }
        found
    }

    fn find_backups(&self) -> Vec<Backup> {
        let workloads = self.workloads.iter().enumerate();
        let in_workloads = workloads.filter_map(|(index, workload)| {
            let mounted = |container: &Container, path: &str| self.mounted_script(workload, container, path);
            Backup::of_workload(workload, index, &|place| self.at(place), &mounted)
        });
        let in_scripts =
            self.scripts.iter().flat_map(|id| Backup::of_script(*id, &self.held(*id).document.text.0));
        in_workloads.chain(in_scripts).collect()
    }

    /// The text of a script at a path of a container, if a ConfigMap in the input holds it.
    fn mounted_script(&self, workload: &Workload, container: &Container, path: &str) -> Option<Word> {
        let mounted = workload.mount_of(container, path)?;
        let file = mounted.file();
        mounted.sources().iter().find_map(|source| {
            let VolumeSource::ConfigMap(keys) = source else { return None };
            let key = keys.key_of(&file)?;
            self.config_maps_near(workload.document, &keys.name).find_map(|object| {
                let value = object.at(&["data", key])?;
                Some(Word::literal(value.node.as_str()?, value.place()))
            })
        })
    }

    /// The values of a ConfigMap that stands beside a document.
    pub(super) fn config_map(&self, near: DocumentId, name: &str) -> Option<Vec<(String, String)>> {
        let data = self.config_maps_near(near, name).next()?.get("data");
        let entries = data.iter().flat_map(|data| data.entries().collect::<Vec<_>>());
        let texts =
            entries.filter_map(|(key, value)| Some((key.to_owned(), value.node.as_str()?.to_owned())));
        Some(texts.collect())
    }

    /// The ConfigMaps of a name that stand beside a document.
    fn config_maps_near(&self, near: DocumentId, name: &str) -> impl Iterator<Item = Cursor<'_>> {
        let ids = (0..self.documents.len()).map(DocumentId);
        let beside = ids.filter(move |id| self.are_neighbours(*id, near));
        beside.flat_map(|id| objects(&self.root(id))).filter(move |object| {
            let found = ObjectId::of(object);
            found.kind == "ConfigMap" && found.name.as_deref() == Some(name)
        })
    }

    fn add_servers(&mut self, home: Home) {
        let (workload, container) = self.home(home);
        let subject = workload.subject(Some(container));
        let image = container.image.as_ref();
        let mut etcds = Vec::new();
        let mut apiservers = Vec::new();
        for command in container.started() {
            let place = container.place.clone();
            match identify(Some(&command), image, container.has_command) {
                Program::Etcd => {
                    let version = image.and_then(|image| image.etcd_version());
                    let find_config = |path: &str| self.config_file(Some(home), workload.document, path);
                    etcds.push(Etcd::running(&command, subject.clone(), place, home, version, &find_config));
                }
                Program::KubeApiserver => {
                    let version = image.and_then(|image| image.kubernetes_version());
                    apiservers.extend(Apiserver::running(&command, subject.clone(), place, home, version));
                }
                Program::K3s => {
                    let version = image.and_then(|image| image.kubernetes_version());
                    apiservers.push(Apiserver::embedded(&command, subject.clone(), place, home, version));
                }
                _ => {}
            }
        }
        self.etcds.extend(etcds);
        self.apiservers.extend(apiservers);
    }

    /// The configuration file of an etcd at a path of its container or its node, if the input holds it.
    pub(super) fn config_file(&self, home: Option<Home>, near: DocumentId, path: &str) -> Option<ConfigFile> {
        self.document_at(path, home, near).map(|id| ConfigFile::of(&self.root(id)))
    }

    /// A carried document, by the object that carries it and its name there.
    pub(super) fn carried_document(
        &self,
        near: DocumentId,
        carrier: Carrier,
        object: &str,
        name: &str,
    ) -> Option<DocumentId> {
        let found = self.documents.iter().find(|held| {
            held.carried.as_ref().is_some_and(|carried| {
                carried.carrier == carrier
                    && carried.name == name
                    && carried.object.name.as_deref() == Some(object)
                    && self.are_neighbours(carried.place.document, near)
            })
        });
        found.map(|held| held.id)
    }

    /// Finds the EncryptionConfiguration that each kube-apiserver reads.
    fn join_encryptions(&mut self) {
        const FLAG: &str = "encryption-provider-config";
        let read_by = |apiserver: &Apiserver| {
            self.document_at(&apiserver.text(FLAG)?, Some(apiserver.home), apiserver.document)
        };
        let joined: Vec<Option<DocumentId>> = self.apiservers.iter().map(read_by).collect();
        for (apiserver, encryption) in self.apiservers.iter_mut().zip(joined) {
            apiserver.encryption = encryption;
        }
    }

    fn add_standing_alone(&mut self, id: DocumentId) {
        let root = self.root(id);
        let held = self.held(id);
        let subject = held.subject();
        if encryption::looks_like(&root).is_some() {
            let carrier = self.outermost_carrier(id);
            let config = encryption::EncryptionConfig::read(&root, &held.document.duplicates);
            self.encryptions.push(Encryption { subject, document: id, carrier, config });
            return;
        }
        let is_joined = self
            .etcds
            .iter()
            .any(|one| matches!(&one.config, etcd::Config::Given(file) if file.document == id));
        let looks =
            if held.carried.is_some() { etcd::looks_like_carried(&root) } else { etcd::looks_like(&root) };
        if looks && !is_joined {
            let file = ConfigFile::of(&root);
            let place = root.place();
            self.etcds.push(Etcd::described(file, subject, place));
        }
    }
}

impl Container {
    /// The commands it starts, each with its whole environment. When nothing names a program, the image decides.
    fn started(&self) -> Vec<Command> {
        if self.commands.is_empty() && !self.has_command {
            return vec![Command::of_image(self.place.clone(), self.environment.clone())];
        }
        let with_environment = |command: &Command| Command {
            environment: self.environment.overlaid(&command.environment),
            ..command.clone()
        };
        self.commands.iter().map(with_environment).collect()
    }
}
