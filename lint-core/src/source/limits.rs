//! How much of untrusted text is read. Whatever goes beyond is refused, never read in part.

/// Levels of nested sequences and mappings, aliases followed.
pub(super) const DEPTH: usize = 64;

/// Values that may be copied through aliases and merges in one document.
pub(super) const ALIASED_NODES: usize = 10_000;

/// Bytes of one document: 3 MiB, what kube-apiserver accepts of a request.
pub(super) const DOCUMENT_BYTES: usize = 3 * 1024 * 1024;
