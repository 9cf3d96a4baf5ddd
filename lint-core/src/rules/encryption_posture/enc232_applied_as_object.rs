use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::model::encryption::Encryption;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::DocumentId;
use crate::subject::object::ObjectId;

pub(crate) static RULE: Rule = Rule {
    id: "ENC232",
    name: "applied-as-object",
    summary: "an EncryptionConfiguration stands among objects to apply",
    severity: Severity::Info,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("enc232_applied_as_object.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, cx: &Context, out: &mut Findings) {
    let id = encryption.document;
    let is_file = encryption.carrier.is_none();
    let mut neighbours = (0..cx.inventory.documents.len())
        .map(DocumentId)
        .filter(|other| *other != id && cx.inventory.are_neighbours(id, *other));
    if is_file && neighbours.any(|other| is_applied(other, cx)) {
        let config = &encryption.config;
        out.report(
            config.kind.as_ref().map_or_else(|| config.place.clone(), |kind| kind.place.clone()),
            "kubectl apply refuses this (no matches for kind \"EncryptionConfiguration\"): it \
             is a file for kube-apiserver's disk, not an object",
        )
        .label("not an API object")
        .fix(Fix::advice("move the file to where the files of the control plane nodes are kept"));
    }
}

/// Whether a document is an object that is given to the API server. Pods are left out: those that stand
/// beside such a file are static pods, which the kubelet reads from a folder.
fn is_applied(id: DocumentId, cx: &Context) -> bool {
    let object = ObjectId::of(&cx.inventory.root(id));
    cx.inventory.held(id).carried.is_none()
        && object.name.is_some()
        && !object.api_version.is_empty()
        && object.kind != "Pod"
}
