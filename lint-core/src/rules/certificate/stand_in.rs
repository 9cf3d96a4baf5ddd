//! Whether another CA stands in for one that is not valid all the time.

use crate::context::Context;
use crate::model::certificates::{Certificate, PemFile};

/// Whether a CA of a file has another one, beside it or in the CA file that belongs to it, that may stand in for it
/// and is good.
pub(super) fn has_stand_in(
    ca: &Certificate,
    pem: &PemFile,
    cx: &Context,
    is_good: impl Fn(&Certificate) -> bool,
) -> bool {
    if !ca.is_ca || signs_alone(ca, pem, cx, &is_good) {
        return false;
    }
    let credentials = cx.inventory.credentials.iter().filter(|one| is_file(one.certificate, pem, cx));
    let mut roots = credentials.filter_map(|one| cx.inventory.pem(one.ca?)).flat_map(PemFile::roots);
    pem.roots().any(|one| is_good(one) && may_stand_in(one, ca, pem))
        || roots.any(|one| is_good(one) && is_same_ca(one, ca))
}

/// Whether what belongs to a CA file was signed by a CA of it, and by no good one.
fn signs_alone(
    ca: &Certificate,
    pem: &PemFile,
    cx: &Context,
    is_good: impl Fn(&Certificate) -> bool,
) -> bool {
    let credentials = cx.inventory.credentials.iter().filter(|one| is_file(one.ca, pem, cx));
    let signed = |leaf: &Certificate, by: &Certificate| leaf.names_issuer(by) && leaf.matches_key_of(by);
    credentials
        .filter_map(|one| cx.inventory.pem(one.certificate?)?.leaf())
        .any(|(_, leaf)| signed(leaf, ca) && !pem.roots().any(|other| is_good(other) && signed(leaf, other)))
}

/// Whether a position of a credential is that of this file.
fn is_file(position: Option<usize>, pem: &PemFile, cx: &Context) -> bool {
    position.and_then(|position| cx.inventory.pem(position)).is_some_and(|one| std::ptr::eq(one, pem))
}

/// Whether a CA may stand in for another one in its file. Behind the certificate of a server or client it has to be
/// the same CA made anew: no other one signed what stands before it. Where there are CAs alone, any other but the one
/// above it may be.
fn may_stand_in(one: &Certificate, other: &Certificate, pem: &PemFile) -> bool {
    if pem.leaf().is_some_and(|(_, first)| !first.is_ca) {
        return is_same_ca(one, other);
    }
    one.subject == other.subject || !other.names_issuer(one)
}

fn is_same_ca(one: &Certificate, other: &Certificate) -> bool {
    one.subject == other.subject && one.public_key == other.public_key
}
