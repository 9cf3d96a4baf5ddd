//! Which documents cannot be ours, seen before their trees are built: of a repository that is nearly all of them.
//!
//! What is skipped here must be what `Found::in_document` would drop, whatever its author does to hide
//! something. So this says of a document that it is unrelated only if it is written plainly and lacks all the
//! words without which nothing in it can be recognised, wherever in it they would have to stand.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::read::OTHER_KINDS;
use crate::model::certificates::PRIVATE_KEY;
use crate::model::encryption;
use crate::source::{Outline, flattened};
use crate::subject::carrier;

/// Parts of scalars. One of them is in every document that is recognised by a program, an image, a flag, a
/// variable, a path, an API group or a key.
const PARTS: [&str; 14] = [
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
    // `carrier::files`, `carrier::references` and `subject::kubeadm::find`
    "cluster.x-k8s.io",
    "ClusterConfiguration",
    // `encryption::looks_like`, and what lost its indentation and its kind
    "apiserver.config.k8s.io",
];

/// Whole scalars. One of them is in every other document that is kept: a kind, of which there are typed lists,
/// or a key.
const KINDS: [&str; 3] = ["ConfigMap", "Secret", "Certificate"];

/// The key that every entry of an EncryptionConfiguration has.
const PROVIDERS: &str = "providers";

/// The keys of a pod, as they stand in [`Outline::scalars`]: in what has neither nothing runs.
const CONTAINERS: [&str; 2] = ["\0containers\0", "\0initContainers\0"];

static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| searcher(words()));

/// The parts and the whole scalars, as they stand in [`Outline::scalars`].
fn words() -> impl Iterator<Item = String> {
    let kinds = KINDS.iter().chain(&OTHER_KINDS).flat_map(|kind| [kind.to_string(), format!("{kind}List")]);
    let whole = kinds.chain([PROVIDERS.to_owned()]).map(|word| whole(&word));
    PARTS.iter().map(|part| part.to_string()).chain(whole)
}

/// A word as it stands in [`Outline::scalars`] if it is all of a scalar.
fn whole(word: &str) -> String {
    format!("{0}{word}{0}", Outline::MARK)
}

fn searcher(words: impl Iterator<Item = String>) -> AhoCorasick {
    // To build a DFA, the default for so few, takes a third of the time in which a manifest is linted.
    let searcher = AhoCorasick::builder().kind(Some(AhoCorasickKind::ContiguousNFA)).build(words);
    searcher.expect("a few short words are not too many")
}

/// What must be so of a document before it is taken for unrelated.
const CONDITIONS: [fn(&Outline) -> bool; 6] = [
    |outline| outline.is_plain(),
    has_foreign_kind,
    lacks_words,
    assembles_no_words,
    |outline| !carrier::is_cloud_config(outline.text()),
    |outline| !flattened::is_possible(outline),
];

/// Whether a document holds nothing that an inventory keeps. `false` means that its tree will tell.
pub(super) fn is_unrelated(outline: &Outline) -> bool {
    CONDITIONS.iter().all(|holds| holds(outline))
}

/// Whether a document says what it is, and that is no EncryptionConfiguration. Without a kind its shape decides.
fn has_foreign_kind(outline: &Outline) -> bool {
    let kinds = || outline.root_entries().filter(|(key, _)| key.eq_ignore_ascii_case("kind"));
    let is_foreign = |kind: Option<&str>| kind.is_some_and(|kind| !encryption::is_near_kind(kind));
    kinds().any(|(key, _)| key == "kind") && kinds().all(|(_, kind)| is_foreign(kind))
}

fn lacks_words(outline: &Outline) -> bool {
    !WORDS.is_match(outline.scalars())
}

/// Whether nothing that runs in the document is named by a word that is not written in one piece: with a
/// variable, or in a shell with quotes or backslashes in between.
fn assembles_no_words(outline: &Outline) -> bool {
    const QUOTES: [char; 3] = ['\'', '"', '\\'];
    let scalars = outline.scalars();
    let unquoted = || scalars.replace("\\\n", "").replace(QUOTES, "");
    !CONTAINERS.iter().any(|key| scalars.contains(key))
        || !scalars.contains('$') && (!scalars.contains(QUOTES) || !WORDS.is_match(&unquoted()))
}

#[cfg(test)]
mod tests;
