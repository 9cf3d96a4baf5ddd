//! Whether a document can hold anything of ours, told from its strings alone, before anything is built of it.
//!
//! Whatever [`Found`](super::read) recognises is of a kind of ours, or has a word of ours in a key or a string.
//! Strings are looked at as they are once decoded, so no escape hides a word. Only on a command line may a word
//! be written in parts: a shell takes quotes away, and a shell or the kubelet puts values in for `$`.
//!
//! A yes means nothing but that the document has to be read in full.

mod object;
#[cfg(test)]
mod tests;

pub(crate) use object::is_unrelated;

use crate::model::certificates;
use crate::model::encryption;
use crate::subject::carrier;

/// Words of which each document of ours has one in a key or a string, unless its kind says enough.
const WORDS: [&str; 9] = [
    "etcd",
    "apiserver",
    "k3s",
    "rke2",
    // Variables and flags by which a container with a program of its own is known.
    "ETCD_",
    "listen-client-urls",
    "listen-peer-urls",
    // The data that a backup copies.
    "/member/snap",
    certificates::PRIVATE_KEY,
];

/// Words of which each carried file of ours has one.
const WORDS_OF_FILES: [&str; 7] = [
    "providers",
    "EncryptionConfig",
    "listen-",
    "initial-",
    "transport-security",
    "data-dir",
    "ClusterConfiguration",
];

/// Where a string of a document stands, as far as that makes a difference.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Home {
    /// Below `command` or `args`.
    CommandLine,
    /// Anywhere else.
    Elsewhere,
}

impl Home {
    /// Where the value of a key stands.
    pub(crate) fn below(self, key: &str) -> Home {
        if matches!(key, "command" | "args") { Home::CommandLine } else { self }
    }

    /// Whether a string here can make its document one of ours.
    pub(crate) fn is_telling(self, text: &str) -> bool {
        has_word(text) || self == Home::CommandLine && may_become_word(text)
    }
}

/// Whether a key can make its document one of ours.
pub(crate) fn is_telling_key(key: &str) -> bool {
    // By these an EncryptionConfiguration of another name is known.
    key == "providers" || has_word(key)
}

/// Whether what a document says of itself is enough for a look, whatever else is in it.
pub(crate) fn is_telling_kind(api_version: &str, kind: &str) -> bool {
    const GROUPS: [&str; 4] = ["cluster.x-k8s.io", "cert-manager.io", "kubeadm.k8s.io", "apiserver"];
    matches!(kind, "" | "Service" | "NetworkPolicy" | "ClusterConfiguration")
        || kind.ends_with("List")
        || encryption::is_near_kind(kind)
        || GROUPS.iter().any(|group| api_version.contains(group))
}

/// Whether a file makes the document that carries it one of ours, unless its name does.
fn is_telling_file(text: &str) -> bool {
    may_be_document(text) || certificates::may_hold_pem(text)
}

/// Whether a carried file may be a document of ours.
pub(super) fn may_be_document(text: &str) -> bool {
    carrier::is_cloud_config(text) || WORDS_OF_FILES.iter().any(|word| text.contains(word))
}

fn has_word(text: &str) -> bool {
    // The second is the name of an image that watches certificates.
    WORDS.iter().any(|word| text.contains(word)) || text.contains("cert") && text.contains("exporter")
}

/// Whether a text may have a word of ours once it is expanded and unquoted. No word has a character that
/// unquoting takes away, so it shows when all of these are gone, however many shells there are.
fn may_become_word(text: &str) -> bool {
    const QUOTING: [char; 4] = ['\'', '"', '\\', '\n'];
    text.contains('$') || text.contains(QUOTING) && has_word(&text.replace(QUOTING, ""))
}
