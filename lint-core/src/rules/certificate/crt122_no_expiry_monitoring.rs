use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::inventory::OtherObject;
use crate::message;
use crate::message::show;
use crate::model::certificates::{Credential, Date, Holder, PemFile, Role};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::Cursor;

pub(crate) static RULE: Rule = Rule {
    id: "CRT122",
    name: "no-expiry-monitoring",
    summary: "nothing in the input watches when a certificate expires",
    severity: Severity::Info,
    category: Category::Certificates,
    opt_in: true,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("crt122_no_expiry_monitoring.md"),
    check: Check::Credential(check),
};

/// cert-manager writes it on the Secrets that it renews.
const RENEWED_BY: &str = "cert-manager.io/certificate-name";

fn check(credential: &Credential, cx: &Context, out: &mut Findings) {
    let Some(leaf) = cx.inventory.leaf_of(credential) else { return };
    let is_etcds = credential.role.is_some_and(Role::is_leaf) && leaf.file.holder == Holder::Secret;
    if !is_etcds || is_watched(leaf.file, cx) {
        return;
    }
    out.report(
        leaf.block.place.clone(),
        message!(
            "nothing here renews or watches the certificate of {}: etcd stops working on {} without a warning",
            show(&leaf.certificate.subject.text),
            Date(leaf.certificate.not_after)
        ),
    )
    .label("not watched");
}

fn is_watched(pem: &PemFile, cx: &Context) -> bool {
    let secret = cx.inventory.holder_of(pem);
    let annotations = secret.as_ref().and_then(|secret| secret.at(&["metadata", "annotations"]));
    let metadata = secret.and_then(|secret| secret.get("metadata"));
    annotations.is_some_and(|annotations| annotations.get(RENEWED_BY).is_some())
        || cx.inventory.others.iter().any(|other| watches(other, metadata.as_ref(), cx))
}

/// A Certificate of cert-manager renews the Secret that it names, an exporter watches all.
fn watches(other: &OtherObject, metadata: Option<&Cursor>, cx: &Context) -> bool {
    let field = |key: &str| metadata.and_then(|metadata| metadata.str(key));
    let spec = cx.at(&other.place).and_then(|object| object.get("spec"));
    let named = spec.as_ref().and_then(|spec| spec.str("secretName"));
    let is_of_another = other.id.kind == "Certificate"
        && (named.is_some_and(|named| field("name") != Some(named))
            || other.id.is_elsewhere(field("namespace")));
    other.watches_certificates() && !is_of_another
}
