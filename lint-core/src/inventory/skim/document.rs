//! A document whose events have been read, and of which no tree has been built yet.

use super::words::Words;
use super::{PARTS, QUOTING};
use crate::model::encryption;
use crate::source::{Outline, flattened};
use crate::subject::carrier;

/// Whole scalars, as they stand in [`Outline::scalars`]. One of them is in every other document that is kept: a
/// kind, of which there are typed lists, or a key.
const WHOLE: [&str; 11] = [
    "\0ConfigMap\0",
    "\0ConfigMapList\0",
    "\0Secret\0",
    "\0SecretList\0",
    "\0Certificate\0",
    "\0CertificateList\0",
    // `OTHER_KINDS`
    "\0Service\0",
    "\0ServiceList\0",
    "\0NetworkPolicy\0",
    "\0NetworkPolicyList\0",
    // `PROVIDERS`
    "\0providers\0",
];

/// The keys of a pod, as they stand in [`Outline::scalars`]: in what has neither nothing runs.
const CONTAINERS: [&str; 2] = ["\0containers\0", "\0initContainers\0"];

pub(super) static WORDS: Words = Words::new(&[&PARTS, &WHOLE]);

/// What must be so of a document before it is taken for unrelated.
pub(super) const CONDITIONS: [fn(&Outline) -> bool; 6] = [
    |outline| outline.is_plain(),
    has_foreign_kind,
    lacks_words,
    assembles_no_words,
    |outline| !carrier::is_cloud_config(outline.text()),
    |outline| !flattened::is_possible(outline),
];

/// Whether a document holds nothing that an inventory keeps. `false` means that its tree will tell.
pub(in crate::inventory) fn is_unrelated(outline: &Outline) -> bool {
    CONDITIONS.iter().all(|holds| holds(outline))
}

/// Whether a document says what it is, and that is no EncryptionConfiguration. Without a kind its shape decides.
fn has_foreign_kind(outline: &Outline) -> bool {
    let kinds = || outline.root_entries().filter(|(key, _)| key.eq_ignore_ascii_case("kind"));
    let is_foreign = |kind: Option<&str>| kind.is_some_and(|kind| !encryption::is_near_kind(kind));
    kinds().any(|(key, _)| key == "kind") && kinds().all(|(_, kind)| is_foreign(kind))
}

fn lacks_words(outline: &Outline) -> bool {
    !WORDS.any_in(outline.scalars())
}

/// Whether nothing that runs in the document is named by a word that is not written in one piece: with a
/// variable, or in a shell with quotes or backslashes in between.
fn assembles_no_words(outline: &Outline) -> bool {
    let scalars = outline.scalars();
    let unquoted = || scalars.replace(QUOTING, "");
    !CONTAINERS.iter().any(|key| scalars.contains(key))
        || !scalars.contains('$') && (!scalars.contains(QUOTING) || !WORDS.any_in(&unquoted()))
}
