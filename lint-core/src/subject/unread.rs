//! What may say much of etcd or of encryption, in forms that are not read.

use super::object::ObjectId;
use crate::source::{Cursor, Node, Place, Value};

/// A value that nobody looks into.
#[derive(Clone, Debug)]
pub struct Unread {
    /// Its place.
    pub place: Place,
    /// The object it stands in.
    pub object: ObjectId,
    /// What it is.
    pub what: What,
}

/// What is not read. Each completes "… was not checked".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum What {
    /// Files in a form of CoreOS'.
    #[error("what Ignition puts on the node")]
    Ignition,
    /// Patches of the manifests that kubeadm writes.
    #[error("what kubeadm's patches make of the manifests")]
    Patches,
    /// Commands on the node that name the folder of the manifests.
    #[error("what commands make of the manifests in /etc/kubernetes/manifests")]
    Commands,
    /// Fields of an object.
    #[error("what the fields of this kind say of etcd or of encryption")]
    Fields,
    /// `config.yaml` of k3s or RKE2.
    #[error("what a configuration of k3s or RKE2 says of etcd or of encryption")]
    K3s,
    /// A file that another document carries.
    #[error("what a file that stands in another document says of etcd or of kube-apiserver")]
    File,
}

impl crate::message::Public for What {}

/// Words of which one is in whatever decides about etcd, or about how kube-apiserver reaches it and encrypts.
const WORDS: [&str; 4] = ["etcd", "EncryptionConfig", "encryption-provider", "secrets-encryption"];

/// Keys of k3s' and RKE2's `config.yaml`.
const KEYS_OF_K3S: [&str; 9] = [
    "cluster-init",
    "etcd-arg",
    "etcd-s3",
    "etcd-snapshot-schedule-cron",
    "kube-apiserver-arg",
    "secrets-encryption",
    "secrets-encryption-provider",
    "etcd-expose-metrics",
    "datastore-endpoint",
];

/// What only those files have that start, configure or question etcd or kube-apiserver.
const OF_FILES: [&str; 8] = [
    "etcdctl",
    "etcdutl",
    "ETCD_",
    "etcd-servers",
    "listen-client-urls",
    "listen-peer-urls",
    "encryption-provider-config",
    "kube-apiserver-arg",
];

/// Whether a text starts, configures or questions etcd or kube-apiserver.
pub fn speaks_of_etcd(text: &str) -> bool {
    OF_FILES.iter().any(|word| text.contains(word))
}

/// Whether a text is a configuration of Ignition's.
pub fn is_ignition(text: &str) -> bool {
    text.trim_start().starts_with('{') && ["\"ignition\"", "\"version\""].iter().all(|key| text.contains(key))
}

/// Whether a document of a file is a patch of a manifest, for kubeadm: what it patches are pods.
pub fn is_patch(name: &str, root: &Cursor) -> bool {
    let kind = root.get("kind").and_then(|kind| kind.node.as_str());
    is_named_as_patch(name) && kind.is_none_or(|kind| kind == "Pod")
}

/// Whether a file is named as kubeadm's patches are (`cmd/kubeadm/app/util/patches`).
pub fn is_named_as_patch(name: &str) -> bool {
    let (folder, file) = name.rsplit_once(['/', '\\']).unwrap_or(("", name));
    let has_type = ["+strategic.", "+merge.", "+json."].iter().any(|kind| file.contains(kind));
    has_type || folder.rsplit(['/', '\\']).next() == Some("patches") && is_target(file)
}

/// Whether a name is that of a manifest that kubeadm patches, perhaps with a number. `etcd-statefulset.yaml` is meant
/// for kustomize.
fn is_target(file: &str) -> bool {
    let rest = ["etcd", "kube-apiserver"].iter().find_map(|target| file.strip_prefix(target));
    rest.is_some_and(|rest| rest.starts_with(|c: char| c == '.' || c.is_ascii_digit()))
}

/// Whether a document is a `config.yaml` of k3s or RKE2.
pub fn is_k3s(root: &Cursor) -> bool {
    root.get("kind").is_none() && KEYS_OF_K3S.iter().any(|key| root.get(key).is_some())
}

/// What an object has that is not read.
pub fn of_object(object: &Cursor, id: &ObjectId) -> Vec<(Place, What)> {
    match (id.group(), id.kind.as_str()) {
        ("kubeadm.k8s.io", _) => patches(object),
        ("controlplane.cluster.x-k8s.io", "KubeadmControlPlane" | "KubeadmControlPlaneTemplate")
        | ("bootstrap.cluster.x-k8s.io", "KubeadmConfig" | "KubeadmConfigTemplate") => {
            of_kubeadm_config(object)
        }
        (
            "cluster.x-k8s.io"
            | "controlplane.cluster.x-k8s.io"
            | "bootstrap.cluster.x-k8s.io"
            | "kops.k8s.io",
            _,
        ) => fields(object),
        _ => Vec::new(),
    }
}

/// The folders of patches in a document of kubeadm's.
fn patches(document: &Cursor) -> Vec<(Place, What)> {
    let homes: [&[&str]; 3] =
        [&["patches", "directory"], &["apply", "patches", "directory"], &["node", "patches", "directory"]];
    let folders = homes.iter().filter_map(|home| document.at(home));
    let given = folders.filter(|folder| folder.node.as_str().is_some_and(|path| !path.is_empty()));
    given.map(|folder| (folder.place(), What::Patches)).collect()
}

fn of_kubeadm_config(object: &Cursor) -> Vec<(Place, What)> {
    let homes: [&[&str]; 4] = [
        &["spec", "kubeadmConfigSpec"],
        &["spec", "template", "spec", "kubeadmConfigSpec"],
        &["spec"],
        &["spec", "template", "spec"],
    ];
    let mut found = Vec::new();
    for spec in homes.iter().filter_map(|home| object.at(home)) {
        for section in ["initConfiguration", "joinConfiguration"] {
            found.extend(spec.get(section).iter().flat_map(patches));
        }
        if let Some(ignition) = spec.get("ignition").filter(|ignition| !ignition.node.is_null()) {
            found.push((ignition.place(), What::Ignition));
        }
        for commands in ["preKubeadmCommands", "postKubeadmCommands", "bootCommands"] {
            let commands = spec.get(commands);
            let commands = commands.iter().flat_map(Cursor::items);
            let on_manifests =
                commands.filter(|command| has_word(command.node, &["/etc/kubernetes/manifests"]));
            found.extend(on_manifests.map(|command| (command.place(), What::Commands)).take(1));
        }
    }
    found
}

/// The first field of an object's `spec` that has a word of ours. Files are read.
fn fields(object: &Cursor) -> Vec<(Place, What)> {
    let found = object.get("spec").and_then(|spec| first_with_word(&spec));
    found.into_iter().map(|field| (field.place(), What::Fields)).collect()
}

/// The innermost value around the first word of ours.
fn first_with_word<'a>(value: &Cursor<'a>) -> Option<Cursor<'a>> {
    let of_key = |(key, inner): (&str, Cursor<'a>)| match key {
        "files" => None,
        _ if WORDS.iter().any(|word| key.contains(word)) => Some(inner),
        _ => first_with_word(&inner),
    };
    match &value.node.value {
        Value::String(text) => WORDS.iter().any(|word| text.contains(word)).then(|| value.clone()),
        Value::Sequence(_) => value.items().find_map(|item| first_with_word(&item)),
        Value::Mapping(_) => value.entries().find_map(of_key),
        _ => None,
    }
}

fn has_word(node: &Node, words: &[&str]) -> bool {
    match &node.value {
        Value::String(text) => words.iter().any(|word| text.contains(word)),
        Value::Sequence(items) => items.iter().any(|item| has_word(item, words)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_patches() {
        let rows = [
            ("/etc/kubernetes/patches/etcd0+merge.yaml", true),
            ("etcd1+json.yaml", true),
            ("kube-apiserver+strategic.json", true),
            ("/etc/kubernetes/patches/etcd.json", true),
            ("patches/kube-apiserver.yaml", true),
            ("patches/my-app.yaml", false),
            ("patches/etcd-statefulset.yaml", false),
            ("/etc/kubernetes/manifests/etcd.yaml", false),
            ("etcd.yaml", false),
        ];
        for (name, expected) in rows {
            assert_eq!(is_named_as_patch(name), expected, "{name}");
        }
    }
}
