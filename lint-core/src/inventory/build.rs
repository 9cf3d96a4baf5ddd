//! From documents to models, once all inputs are there: only then can one document explain another.

use std::collections::HashSet;

use super::Inventory;
use crate::guard::guarded;
use crate::model::apiserver::Apiserver;
use crate::model::backup::Backup;
use crate::model::encryption::{self, Encryption};
use crate::model::etcd::{self, ConfigFile, Etcd, Home};
use crate::source::{Cursor, DocumentId};
use crate::subject::carrier::ValueOf;
use crate::subject::command::{Command, Program, identify};
use crate::subject::environment::Environment;
use crate::subject::image::Image;
use crate::subject::object::{ObjectId, objects};
use crate::subject::unread::is_patch;
use crate::subject::volume::VolumeSource;
use crate::subject::word::Word;
use crate::subject::workload::{Container, Workload};

/// What `etcd-env.sh` in Bitnami's images sets `ETCD_LISTEN_CLIENT_URLS` to where it is unset.
const BITNAMI_CLIENT_URL: &str = "http://0.0.0.0:2379";

impl Inventory {
    /// Builds the models of all that is kept.
    pub(crate) fn build_models(&mut self) {
        self.read_referenced();
        self.for_each_document(Inventory::add_workloads);
        for workload in 0..self.workloads.len() {
            for container in 0..self.workloads[workload].containers.len() {
                let id = self.workloads[workload].document;
                self.attempt(id, |one| one.add_servers(Home { workload, container }));
            }
        }
        self.for_each_document(Inventory::add_kubeadm);
        self.for_each_script(Inventory::add_unit);
        self.for_each_script(Inventory::add_environment_file);
        self.for_each_document(Inventory::add_standing_alone);
        self.join_encryptions();
        self.add_backups_of_workloads();
        self.for_each_script(Inventory::add_backups_of_script);
        self.ours = self.documents_of_ours();
        self.build_credentials();
    }

    fn for_each_document(&mut self, work: impl Fn(&mut Inventory, DocumentId)) {
        for id in (0..self.documents.len()).map(DocumentId) {
            self.attempt(id, |one| work(one, id));
        }
    }

    fn for_each_script(&mut self, work: impl Fn(&mut Inventory, DocumentId)) {
        for id in self.scripts.clone() {
            self.attempt(id, |one| work(one, id));
        }
    }

    /// Does some work for the sake of a document. If that panics, the document is one that was not wholly read.
    pub(crate) fn attempt(&mut self, id: DocumentId, work: impl FnOnce(&mut Inventory)) {
        if guarded(|| work(self)).is_none() {
            self.broken.insert(id);
        }
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

    fn add_workloads(&mut self, id: DocumentId) {
        // A patch is a part of a workload, and says nothing of the rest.
        let root = self.root(id);
        if is_patch(self.name_of(self.held(id)), &root) {
            return;
        }
        let config_maps = |name: &str| self.config_map(id, name);
        let found = objects(&root).into_iter().filter_map(|object| Workload::of(&object, &config_maps));
        let mut found: Vec<Workload> = found.collect();
        // What is laid on a node is filled in before it gets there, by clusterctl or Terraform.
        if self.held(id).carried.is_some() {
            let words =
                found.iter_mut().flat_map(|workload| &mut workload.containers).flat_map(Container::words);
            words.for_each(|word| *word = word.clone().with_placeholders());
        }
        self.workloads.extend(found);
    }

    fn add_backups_of_workloads(&mut self) {
        for position in 0..self.workloads.len() {
            self.attempt(self.workloads[position].document, |one| {
                let workload = &one.workloads[position];
                let mounted =
                    |container: &Container, path: &str| one.mounted_script(workload, container, path);
                let backup = Backup::of_workload(workload, position, &|place| one.at(place), &mounted);
                one.backups.extend(backup);
            });
        }
    }

    fn add_backups_of_script(&mut self, id: DocumentId) {
        let files = |path: &str| self.variables_at(path, id);
        let backups = Backup::of_script(id, &self.held(id).document.text.0, &files);
        self.backups.extend(backups);
    }

    /// The text of a script at a path of a container, if a ConfigMap in the input holds it.
    pub(crate) fn mounted_script(
        &self,
        workload: &Workload,
        container: &Container,
        path: &str,
    ) -> Option<Word> {
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
        for (program, command) in container.servers() {
            let place = container.place.clone();
            match program {
                Program::Etcd => {
                    let version = image.and_then(|image| image.etcd_version());
                    let find_config = |path: &str| self.config_file(Some(home), workload.document, path);
                    let etcd = Etcd::running(&command, subject.clone(), place, home, version, &find_config);
                    let is_started_by_script =
                        command.program.text.is_empty() && image.is_some_and(Image::is_of_bitnami);
                    etcds.push(match is_started_by_script {
                        true => etcd.with_default_client_url(BITNAMI_CLIENT_URL),
                        false => etcd,
                    });
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

    /// The first document of a value; of two values, that in the same file.
    pub(super) fn carried_document(&self, near: DocumentId, value: &ValueOf) -> Option<DocumentId> {
        let fitting = self.documents.iter().filter(|held| {
            held.carried.as_ref().is_some_and(|carried| {
                carried.carrier == value.carrier
                    && carried.name == value.key
                    && carried.object.name.as_ref() == Some(&value.object)
                    && !carried.object.is_elsewhere(value.namespace.as_deref())
                    && self.are_neighbours(carried.place.document, near)
            })
        });
        fitting.min_by_key(|held| self.distance(held.id, near)).map(|held| held.id)
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
    /// The words of its command lines.
    fn words(&mut self) -> impl Iterator<Item = &mut Word> {
        self.argv.iter_mut().chain(self.commands.iter_mut().flat_map(|command| &mut command.args))
    }

    /// The servers of ours that it starts, each with its whole environment. When nothing names a program, the
    /// image decides.
    fn servers(&self) -> impl Iterator<Item = (Program, Command)> {
        let by_image = (self.commands.is_empty() && !self.has_command)
            .then(|| Command::of_image(self.place.clone(), Environment::default()));
        self.commands.iter().cloned().chain(by_image).filter_map(|command| {
            let program = identify(Some(&command), self.image.as_ref(), self.has_command);
            let environment = self.environment.overlaid(&command.environment);
            program.is_server().then_some((program, Command { environment, ..command }))
        })
    }
}
