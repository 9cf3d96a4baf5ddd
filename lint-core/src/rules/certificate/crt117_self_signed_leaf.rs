use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::certificates::{Credential, PemFile};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "CRT117",
    name: "self-signed-leaf",
    summary: "a certificate of etcd signed itself",
    severity: Severity::Warning,
    category: Category::Certificates,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("crt117_self_signed_leaf.md"),
    check: Check::Credential(check),
};

fn check(credential: &Credential, cx: &Context, out: &mut Findings) {
    let Some(role) = credential.role.filter(|role| role.is_leaf()) else { return };
    let Some(leaf) = cx.inventory.leaf_of(credential) else { return };
    let is_trusted = || {
        let mut trusted = cx.inventory.ca_files().flat_map(PemFile::certificates);
        trusted.any(|(_, ca)| ca.fingerprint == leaf.certificate.fingerprint)
    };
    // Without an identifier of the issuer's key, a CA of the same name may as well have signed it.
    let has_namesake = || {
        let ca = credential.ca.and_then(|ca| cx.inventory.pem(ca));
        ca.is_some_and(|ca| ca.roots().any(|root| leaf.certificate.names_issuer(root)))
    };
    if !leaf.certificate.is_self_signed() || is_trusted() || has_namesake() {
        return;
    }
    out.report(
        leaf.block.place.clone(),
        message!(
            "the {} certificate of {} signed itself and no CA file holds it: others can only skip verification",
            role,
            show(&leaf.certificate.subject.text)
        ),
    )
    .label("signed itself");
}
