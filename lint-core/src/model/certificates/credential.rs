//! Which certificate, key and CA belong together, and who uses them as what.

use super::{Certificate, Usage};
use crate::message::Public;
use crate::model::etcd::Side;

/// A certificate with its key and with the CA that it is held against. Each is a position in
/// [`Inventory::pems`](crate::inventory::Inventory::pems).
#[derive(Clone, Debug, Default)]
pub struct Credential {
    /// What it is used as, as far as can be told.
    pub role: Option<Role>,
    /// Who uses it.
    pub user: User,
    /// The file with the certificate.
    pub certificate: Option<usize>,
    /// The file with the private key.
    pub key: Option<usize>,
    /// The file with the CA certificates.
    pub ca: Option<usize>,
}

/// Who uses a certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum User {
    /// One side of an etcd server, by its position in the inventory.
    Etcd(usize, Side),
    /// A kube-apiserver, by its position in the inventory.
    Apiserver(usize),
    /// Nobody in the input.
    #[default]
    Unseen,
}

/// What a certificate is used as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// etcd shows it to clients.
    Server,
    /// etcd shows it to other members, when it is dialled and when it dials.
    Peer,
    /// A client shows it to etcd.
    Client,
    /// It signs the certificates of etcd.
    EtcdCa,
    /// It signs the certificates of the cluster.
    ClusterCa,
}

impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Role::Server => "etcd server",
            Role::Peer => "etcd peer",
            Role::Client => "etcd client",
            Role::EtcdCa => "etcd CA",
            Role::ClusterCa => "cluster CA",
        })
    }
}

impl Public for Role {}

impl Role {
    /// Whether it is that of a certificate that signs nothing.
    pub fn is_leaf(self) -> bool {
        matches!(self, Role::Server | Role::Peer | Role::Client)
    }

    /// Whether others check the host names in the certificate.
    pub fn serves(self) -> bool {
        matches!(self, Role::Server | Role::Peer)
    }
}

/// What a file's name says about it where kubeadm lays it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// What it is used as.
    pub(crate) role: Role,
    /// The file of the CA that signs it, from the folder that it lies in.
    pub(crate) ca: Option<&'static str>,
}

/// The names of kubeadm's `app/constants/constants.go`, below `/etc/kubernetes/pki` or wherever
/// else they lie.
const KUBEADM_NAMES: [(&str, Role, Option<&str>); 6] = [
    ("etcd/server.crt", Role::Server, Some("ca.crt")),
    ("etcd/peer.crt", Role::Peer, Some("ca.crt")),
    ("etcd/healthcheck-client.crt", Role::Client, Some("ca.crt")),
    ("apiserver-etcd-client.crt", Role::Client, Some("etcd/ca.crt")),
    ("etcd/ca.crt", Role::EtcdCa, None),
    ("pki/ca.crt", Role::ClusterCa, None),
];

/// What the path of a certificate says about it.
pub(crate) fn named_by_path(path: &str) -> Option<Named> {
    let is_end = |end: &str| path == end || path.strip_suffix(end).is_some_and(|rest| rest.ends_with('/'));
    KUBEADM_NAMES.into_iter().find(|(end, _, _)| is_end(end)).map(|(_, role, ca)| Named { role, ca })
}

impl Role {
    /// What a Secret of Cluster API holds, by its name: `CLUSTER-etcd`, `CLUSTER-ca`, …
    pub(crate) fn of_cluster_api(secret: &str) -> Option<Role> {
        const NAMES: [(&str, Role); 3] =
            [("-apiserver-etcd-client", Role::Client), ("-etcd", Role::EtcdCa), ("-ca", Role::ClusterCa)];
        NAMES.into_iter().find(|(end, _)| secret.ends_with(end)).map(|(_, role)| role)
    }

    /// What a certificate in something of etcd is used as: by the name of its file, by that of what
    /// holds it, and at last by what it may be used for.
    pub(crate) fn of_etcd(file: &str, holder: &str, certificate: &Certificate) -> Option<Role> {
        if !file.contains("etcd") && !holder.contains("etcd") {
            return None;
        }
        if certificate.is_ca || matches!(file, "ca.crt" | "ca.pem") {
            return Some(Role::EtcdCa);
        }
        let by_name = |name: &str| {
            let words = [("peer", Role::Peer), ("client", Role::Client), ("server", Role::Server)];
            words.into_iter().find(|(word, _)| name.contains(word)).map(|(_, role)| role)
        };
        let named = by_name(file).or_else(|| by_name(holder));
        // `etcd-client-tls` may hold what clients show, or what etcd shows to clients.
        let may_be_client = certificate.allows(Usage::Client) || !certificate.allows(Usage::Server);
        match named {
            Some(role) if role != Role::Client || may_be_client => Some(role),
            _ => Role::of_usages(certificate),
        }
    }

    fn of_usages(certificate: &Certificate) -> Option<Role> {
        if certificate.usages.is_empty() {
            return None;
        }
        match (certificate.allows(Usage::Server), certificate.allows(Usage::Client)) {
            (true, _) => Some(Role::Server),
            (false, true) => Some(Role::Client),
            (false, false) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::pem;
    use super::*;

    #[test]
    fn kubeadm_names() {
        let rows = [
            ("/etc/kubernetes/pki/etcd/server.crt", Some(Role::Server)),
            ("pki/etcd/peer.crt", Some(Role::Peer)),
            ("etcd/healthcheck-client.crt", Some(Role::Client)),
            ("apiserver-etcd-client.crt", Some(Role::Client)),
            ("/x/etcd/ca.crt", Some(Role::EtcdCa)),
            ("/etc/kubernetes/pki/ca.crt", Some(Role::ClusterCa)),
            ("server.crt", None),
            ("notetcd/server.crt", None),
            ("pki/front-proxy-ca.crt", None),
        ];
        for (path, role) in rows {
            assert_eq!(named_by_path(path).map(|named| named.role), role, "{path}");
        }
    }

    #[test]
    fn cluster_api_names() {
        let rows = [
            ("prod-etcd", Some(Role::EtcdCa)),
            ("prod-ca", Some(Role::ClusterCa)),
            ("prod-apiserver-etcd-client", Some(Role::Client)),
            ("prod-proxy", None),
        ];
        for (secret, role) in rows {
            assert_eq!(Role::of_cluster_api(secret), role, "{secret}");
        }
    }

    /// Each row is a key of a Secret, the Secret's name, and the certificate.
    #[test]
    fn names_in_secrets() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/data/certificates/");
        let rows = [
            ("tls.crt", "etcd-client-tls", "client.crt", Some(Role::Client)),
            ("tls.crt", "etcd-client-tls", "server.crt", Some(Role::Client)),
            ("tls.crt", "etcd-client-tls", "no-eku.crt", Some(Role::Client)),
            ("tls.crt", "etcd-client-tls", "server-only.crt", Some(Role::Server)),
            ("tls.crt", "etcd-server-tls", "client.crt", Some(Role::Server)),
            ("peer.crt", "etcd-client-tls", "server-only.crt", Some(Role::Peer)),
            ("tls.crt", "etcd-tls", "client.crt", Some(Role::Client)),
            ("tls.crt", "etcd-tls", "no-eku.crt", None),
            ("tls.crt", "client-tls", "client.crt", None),
            ("ca.crt", "etcd-client-tls", "client.crt", Some(Role::EtcdCa)),
        ];
        for (file, holder, certificate, role) in rows {
            let text = std::fs::read_to_string(format!("{folder}{certificate}")).unwrap();
            let der = pem::blocks(&text).remove(0).der.ok().unwrap();
            let read = Certificate::read(&der.0).unwrap();
            assert_eq!(Role::of_etcd(file, holder, &read), role, "{file} {holder} {certificate}");
        }
    }
}
