//! Which PEM files belong together, and which of them a path of a container shows.

use super::node_file::last_component;
use super::{Inventory, folder_of};
use crate::model::apiserver::Apiserver;
use crate::model::certificates::{
    Block, Certificate, Credential, Holder, Named, PemFile, Role, User, named_by_path,
};
use crate::model::etcd::{Etcd, Home, Side};
use crate::source::{Cursor, DocumentId, Path, Place};
use crate::subject::volume::{VolumeSource, clean};

/// The certificate that a server or client shows.
#[derive(Clone, Copy, Debug)]
pub struct Leaf<'a> {
    /// The file.
    pub file: &'a PemFile,
    /// The block in it.
    pub block: &'a Block,
    /// The certificate.
    pub certificate: &'a Certificate,
}

impl Inventory {
    /// A file with PEM.
    pub fn pem(&self, position: usize) -> Option<&PemFile> {
        self.pems.get(position)
    }

    /// The certificate of a credential, with the file and the block that it is in.
    pub fn leaf_of(&self, credential: &Credential) -> Option<Leaf<'_>> {
        let file = self.pem(credential.certificate?)?;
        let (block, certificate) = file.leaf()?;
        Some(Leaf { file, block, certificate })
    }

    /// Whether the user of a certificate and its key opens them, which an etcd without any https URL for clients
    /// does not; `None` if that cannot be seen.
    pub fn opens_certificate(&self, user: User) -> Option<bool> {
        let (etcd, side) = self.etcd_of(user)?;
        etcd.opens_certificate(side)
    }

    /// The etcd that uses a certificate, and the side on which it does.
    pub fn etcd_of(&self, user: User) -> Option<(&Etcd, Side)> {
        let User::Etcd(position, side) = user else { return None };
        Some((self.etcds.get(position)?, side))
    }

    /// Whether a file is what others are verified with: a flag or its place says so, or it has the name by which
    /// Kubernetes, cert-manager and kubeadm know one.
    pub fn is_ca_file(&self, pem: &PemFile) -> bool {
        let is_in_use = || self.ca_files().any(|ca| std::ptr::eq(ca, pem));
        matches!(last_component(&pem.name), "ca.crt" | "ca.pem") || is_in_use()
    }

    /// The files that something is verified with, once for each credential.
    pub fn ca_files(&self) -> impl Iterator<Item = &PemFile> {
        self.credentials.iter().filter_map(|one| self.pem(one.ca?))
    }

    /// The certificates of all CAs in the input.
    pub fn authorities(&self) -> impl Iterator<Item = &Certificate> {
        self.pems.iter().flat_map(PemFile::authorities)
    }

    /// The file with PEM that a path shows, in a container or on the node.
    pub fn pem_at(&self, path: &str, home: Option<Home>, near: DocumentId) -> Option<usize> {
        if self.pems.is_empty() {
            return None;
        }
        let mounted = home.and_then(|home| {
            let (workload, container) = self.home(home);
            Some((workload.object.namespace.clone(), workload.mount_of(container, path)?))
        });
        let user = self.user_at(home, near);
        let Some((namespace, mounted)) = mounted else { return self.pem_on_node(path, &user) };
        let file = mounted.file();
        mounted.sources().iter().find_map(|source| match source {
            VolumeSource::HostPath { path, .. } => self.pem_on_node(&format!("{path}/{file}"), &user),
            VolumeSource::Secret(keys) => {
                self.pem_in(Holder::Secret, namespace.as_deref(), &keys.name, keys.key_of(&file)?, near)
            }
            VolumeSource::ConfigMap(keys) => {
                self.pem_in(Holder::ConfigMap, namespace.as_deref(), &keys.name, keys.key_of(&file)?, near)
            }
            _ => None,
        })
    }

    fn pem_in(
        &self,
        holder: Holder,
        namespace: Option<&str>,
        object: &str,
        key: &str,
        near: DocumentId,
    ) -> Option<usize> {
        let is_same = |own: Option<&str>| own.is_none() || namespace.is_none() || own == namespace;
        self.pems.iter().position(|pem| {
            pem.holder == holder
                && pem.name == key
                && pem.object.name.as_deref() == Some(object)
                && is_same(pem.object.namespace.as_deref())
                && self.are_neighbours(pem.document, near)
        })
    }

    /// The file that stands for a path of the node; two that both could be meant are none.
    fn pem_on_node(&self, path: &str, user: &Place) -> Option<usize> {
        let path = clean(path);
        let input = self.input_on_node(&path, user.document, 2);
        let is_there = |pem: &PemFile| match pem.holder {
            Holder::NodeFile => clean(&pem.name) == path && self.may_share_nodes(&pem.place, user),
            Holder::File => Some(self.held(pem.document).input) == input,
            _ => false,
        };
        let mut found = (0..self.pems.len()).filter(|position| self.pem(*position).is_some_and(is_there));
        found.next().filter(|_| found.next().is_none())
    }

    /// Joins certificates, keys and CAs: first as flags name them, then as they lie together.
    pub(super) fn build_credentials(&mut self) {
        let mut found = Vec::new();
        for (position, etcd) in self.etcds.iter().enumerate() {
            for side in [Side::Client, Side::Peer] {
                found.push(self.of_etcd(position, etcd, side));
                found.extend(self.of_dialling_etcd(position, etcd, side));
            }
        }
        found.extend(
            self.apiservers.iter().enumerate().map(|(position, one)| self.of_apiserver(position, one)),
        );
        found.retain(|one| one.certificate.is_some() || one.key.is_some() || one.ca.is_some());
        for position in 0..self.pems.len() {
            if !found.iter().any(|one: &Credential| one.certificate == Some(position)) {
                found.extend(self.lying_together(position));
            }
        }
        self.credentials = found;
    }

    fn of_etcd(&self, position: usize, etcd: &Etcd, side: Side) -> Credential {
        let file = |flag| self.file_of(etcd, side.flag(flag));
        Credential {
            role: Some(if side == Side::Client { Role::Server } else { Role::Peer }),
            user: User::Etcd(position, side),
            certificate: file("cert-file"),
            key: file("key-file"),
            ca: file("trusted-ca-file"),
        }
    }

    /// What etcd shows where it is a client itself.
    fn of_dialling_etcd(&self, position: usize, etcd: &Etcd, side: Side) -> Option<Credential> {
        let [certificate, key] = etcd.client_pair(side)?.map(|flag| self.file_of(etcd, flag));
        let user = User::Etcd(position, side);
        Some(Credential { role: Some(Role::Client), user, certificate, key, ca: None })
    }

    /// The file with PEM that an option of etcd names.
    fn file_of(&self, etcd: &Etcd, flag: &str) -> Option<usize> {
        let path = etcd.text(flag).filter(|path| !path.is_empty())?;
        self.pem_at(&path, etcd.home, etcd.document)
    }

    fn of_apiserver(&self, position: usize, apiserver: &Apiserver) -> Credential {
        let file = |flag: &str| {
            let path = apiserver.text(flag).filter(|path| !path.is_empty())?;
            self.pem_at(&path, Some(apiserver.home), apiserver.document)
        };
        Credential {
            role: Some(Role::Client),
            user: User::Apiserver(position),
            certificate: file("etcd-certfile"),
            key: file("etcd-keyfile"),
            ca: file("etcd-cafile"),
        }
    }

    /// A certificate that no flag names, with the key and the CA that lie beside it.
    fn lying_together(&self, position: usize) -> Option<Credential> {
        let pem = self.pems.get(position)?;
        let (_, leaf) = pem.leaf()?;
        let group = self.group_of(position);
        let named = match pem.holder {
            Holder::File | Holder::NodeFile => named_by_path(&clean(&pem.name)),
            _ => None,
        };
        let role = match (pem.holder, named) {
            (_, Some(named)) => Some(named.role),
            (Holder::Secret, None) => self.role_in_secret(pem, leaf),
            _ => None,
        };
        let beside = key_names(&pem.name).find_map(|key| self.named(&group, &key));
        let key = beside.or_else(|| pem.private_key().map(|_| position));
        let ca = match named {
            Some(named) => self.ca_of(pem, named),
            None if pem.holder == Holder::Secret => self.ca_among(&group, position),
            None => None,
        };
        Some(Credential { role, user: User::Unseen, certificate: Some(position), key, ca })
    }

    fn role_in_secret(&self, pem: &PemFile, leaf: &Certificate) -> Option<Role> {
        let name = pem.object.name.as_deref().unwrap_or_default();
        if self.secret_type(pem) == Some("cluster.x-k8s.io/secret") {
            return Role::of_cluster_api(name);
        }
        Role::of_etcd(&pem.name, name, leaf)
    }

    /// The `type` of the Secret that holds a file.
    pub fn secret_type(&self, pem: &PemFile) -> Option<&str> {
        self.holder_of(pem)?.str("type")
    }

    /// The object whose `data`, `stringData` or `binaryData` holds a file.
    pub fn holder_of(&self, pem: &PemFile) -> Option<Cursor<'_>> {
        self.at(&Place::value(pem.document, object_path(pem)?))
    }

    /// The files of the same object or folder.
    fn group_of(&self, position: usize) -> Vec<usize> {
        let Some(pem) = self.pems.get(position) else { return Vec::new() };
        let is_beside = |other: &PemFile| {
            other.holder == pem.holder
                && match pem.holder {
                    Holder::File => folder_of(&other.name) == folder_of(&pem.name),
                    Holder::NodeFile => {
                        other.document == pem.document && folder_of(&other.name) == folder_of(&pem.name)
                    }
                    _ => other.document == pem.document && object_path(other) == object_path(pem),
                }
        };
        (0..self.pems.len()).filter(|other| self.pems.get(*other).is_some_and(is_beside)).collect()
    }

    /// The file of a group with this last component.
    fn named(&self, group: &[usize], name: &str) -> Option<usize> {
        let is_it = |pem: &PemFile| last_component(&pem.name) == name;
        group.iter().copied().find(|position| self.pems.get(*position).is_some_and(is_it))
    }

    /// The CA that kubeadm signs a file with.
    fn ca_of(&self, pem: &PemFile, named: Named) -> Option<usize> {
        let path = format!("{}/{}", folder_of(&pem.name), named.ca?);
        let path = clean(path.trim_start_matches('/'));
        self.pems
            .iter()
            .position(|other| other.holder == pem.holder && clean(other.name.trim_start_matches('/')) == path)
    }

    /// The one CA file of a Secret; none where there are CAs of several names.
    fn ca_among(&self, group: &[usize], own: usize) -> Option<usize> {
        let is_authority =
            |position: usize| self.pem(position).and_then(PemFile::leaf).is_some_and(|(_, leaf)| leaf.is_ca);
        let found = ["ca.crt", "ca.pem"].into_iter().find_map(|name| self.named(group, name))?;
        let has_rival =
            group.iter().any(|position| ![own, found].contains(position) && is_authority(*position));
        (found != own && !has_rival).then_some(found)
    }
}

/// The path of the object that a value of `data`, `stringData` or `binaryData` belongs to.
fn object_path(pem: &PemFile) -> Option<Path> {
    pem.place.path.parent()?.parent()
}

/// How the key of a certificate is called: `tls.key`, `server-key.pem`, `key.pem`.
fn key_names(certificate: &str) -> impl Iterator<Item = String> {
    let name = last_component(certificate);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let of_cert = stem.strip_suffix("cert").map(|rest| format!("{rest}key.pem"));
    [format!("{stem}.key"), format!("{stem}-key.pem"), format!("{stem}.key.pem")].into_iter().chain(of_cert)
}
