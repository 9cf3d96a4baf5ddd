use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::certificates::{Certificate, PemFile};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "CRT111",
    name: "not-a-ca",
    summary: "a CA file holds a certificate that is no CA",
    severity: Severity::Error,
    category: Category::Certificates,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("crt111_not_a_ca.md"),
    check: Check::Inventory(check),
};

fn check(cx: &Context, out: &mut Findings) {
    for (position, pem) in cx.inventory.pems.iter().enumerate() {
        let is_in_use = cx.inventory.credentials.iter().any(|one| one.ca == Some(position));
        if !is_in_use && !is_ca_by_name(pem) {
            continue;
        }
        let has_ca = pem.authorities().next().is_some();
        for (block, certificate) in
            pem.certificates().filter(|(_, one)| !one.is_ca && !is_pinned(one, pem, cx))
        {
            let (severity, what_follows) = if has_ca {
                (Severity::Warning, "it signs nothing, and does not belong into the CA file")
            } else {
                (Severity::Error, "no certificate verifies against this CA file")
            };
            out.report_in(
                pem.subject.clone(),
                block.place.clone(),
                message!("{} is no CA: {}", show(&certificate.subject.text), what_follows),
            )
            .severity(severity)
            .label("not a CA");
        }
    }
}

/// The names by which Kubernetes, cert-manager and kubeadm know a CA file.
fn is_ca_by_name(pem: &PemFile) -> bool {
    ["ca.crt", "ca.pem"].iter().any(|name| pem.name.rsplit('/').next() == Some(name))
}

/// Go accepts a certificate that stands in the CA file itself, CA or not.
fn is_pinned(certificate: &Certificate, ca_file: &PemFile, cx: &Context) -> bool {
    let mut leaves = cx.inventory.credentials.iter().filter_map(|one| cx.inventory.leaf_of(one));
    leaves.any(|leaf| {
        !std::ptr::eq(leaf.file, ca_file) && leaf.certificate.fingerprint == certificate.fingerprint
    })
}
