//! A document whose events have been read, and of which no tree has been built yet.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::{PARTS, PROVIDERS, QUOTING};
use crate::inventory::read::OTHER_KINDS;
use crate::model::encryption;
use crate::source::{Outline, flattened};
use crate::subject::carrier;

/// Whole scalars. One of them is in every other document that is kept: a kind, of which there are typed lists,
/// or a key.
const KINDS: [&str; 3] = ["ConfigMap", "Secret", "Certificate"];

/// The keys of a pod, as they stand in [`Outline::scalars`]: in what has neither nothing runs.
const CONTAINERS: [&str; 2] = ["\0containers\0", "\0initContainers\0"];

static SEARCHER: LazyLock<AhoCorasick> = LazyLock::new(|| searcher(words()));

/// The parts and the whole scalars, as they stand in [`Outline::scalars`].
pub(super) fn words() -> impl Iterator<Item = String> {
    let kinds = KINDS.iter().chain(&OTHER_KINDS).flat_map(|kind| [kind.to_string(), format!("{kind}List")]);
    let whole = kinds.chain([PROVIDERS.to_owned()]).map(|word| whole(&word));
    PARTS.iter().map(|part| part.to_string()).chain(whole)
}

/// A word as it stands in [`Outline::scalars`] if it is all of a scalar.
fn whole(word: &str) -> String {
    format!("{0}{word}{0}", Outline::MARK)
}

#[expect(clippy::expect_used, reason = "only too many or too long words are refused")]
pub(super) fn searcher(words: impl Iterator<Item = String>) -> AhoCorasick {
    // To build a DFA, the default for so few, takes a third of the time in which a manifest is linted.
    let searcher = AhoCorasick::builder().kind(Some(AhoCorasickKind::ContiguousNFA)).build(words);
    searcher.expect("a few short words are not too many")
}

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
    !SEARCHER.is_match(outline.scalars())
}

/// Whether nothing that runs in the document is named by a word that is not written in one piece: with a
/// variable, or in a shell with quotes or backslashes in between.
fn assembles_no_words(outline: &Outline) -> bool {
    let scalars = outline.scalars();
    let unquoted = || scalars.replace(QUOTING, "");
    !CONTAINERS.iter().any(|key| scalars.contains(key))
        || !scalars.contains('$') && (!scalars.contains(QUOTING) || !SEARCHER.is_match(&unquoted()))
}
