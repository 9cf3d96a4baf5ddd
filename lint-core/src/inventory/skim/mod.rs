//! Whether a document can hold anything of ours, told from its strings alone, before anything is built of it:
//! nearly all that is read is somebody else's.
//!
//! What is skipped must be what `Found::in_document` would drop, whatever its author does to hide something.
//! Whatever that recognises is of a kind of ours, or has a word of ours in a key or a string. Strings are looked
//! at as they are once decoded, so no escape hides a word. Only on a command line may a word be written in
//! parts: a shell takes quotes away, and a shell or the kubelet puts values in for `$`.

pub(super) mod document;
pub(crate) mod object;
#[cfg(test)]
mod tests;
mod words;

use crate::model::certificates::PRIVATE_KEY;
use crate::subject::carrier;

/// Parts of strings. One of them is in a key or a value of every document that is recognised by a program, an
/// image, a flag, a variable, a path, an API group or a private key.
const PARTS: [&str; 15] = [
    // `subject::command::identify` and `Container::hides_etcd`: names of programs and images.
    "etcd",
    "kube-apiserver",
    "hyperkube",
    "k3s",
    "rke2",
    // `Container::hides_etcd`: what only an etcd server is given.
    "ETCD_LISTEN_",
    "listen-client-urls",
    "listen-peer-urls",
    // `Backup::may_be_in`, beside `etcd`.
    "/member/snap",
    // `exports_certificates`
    "exporter",
    // `Found::take_keys`
    PRIVATE_KEY,
    // `carrier::files`, `carrier::references`, `subject::kubeadm::find` and `unread::of_object`
    "cluster.x-k8s.io",
    "kubeadm.k8s.io",
    "kops.k8s.io",
    // `encryption::looks_like`, and what lost its indentation and its kind
    "apiserver.config.k8s.io",
];

/// The key that every entry of an EncryptionConfiguration has.
const PROVIDERS: &str = "providers";

/// Parts of files. One of them is in every carried file that is ours, unless it is user data.
const PARTS_OF_FILES: [&str; 13] = [
    "providers",
    "EncryptionConfig",
    "listen-",
    "initial-",
    "transport-security",
    "data-dir",
    "ClusterConfiguration",
    // What a file that is laid on a node starts or configures, and what is not read.
    "etcd",
    "ETCD_",
    "kube-apiserver",
    "secrets-encryption",
    "datastore-endpoint",
    "\"ignition\"",
];

/// What a shell takes out of a word; a line break, after a backslash. None of the parts above has one of
/// them, so a word shows when all are gone, however many shells read it.
const QUOTING: [char; 4] = ['\'', '"', '\\', '\n'];

/// Whether a carried file is user data of a machine, which holds files itself.
fn is_user_data(text: &str) -> bool {
    carrier::is_cloud_config(text) || carrier::is_multipart(text)
}

/// What stands in a text that may be a document of ours or carry one, beside the parts of strings.
const HOLDERS: [&str; 4] = ["EncryptionConfig", "providers", "ConfigMap", "Secret"];

/// Whether a text that could not be read may have been a document of ours.
pub(crate) fn may_be_of_ours(text: &str) -> bool {
    PARTS.iter().chain(&HOLDERS).any(|part| text.contains(part)) || carrier::is_cloud_config(text)
}

/// Whether a carried file may be a document of ours.
pub(super) fn may_be_carried(text: &str) -> bool {
    is_user_data(text) || PARTS_OF_FILES.iter().any(|part| text.contains(part))
}
