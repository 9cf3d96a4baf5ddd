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
    for pem in cx.inventory.pems.iter().filter(|pem| cx.inventory.is_ca_file(pem)) {
        let has_ca = pem.roots().next().is_some();
        for (block, certificate) in
            pem.certificates().filter(|(_, one)| !one.may_be_root() && !is_pinned(one, pem, cx))
        {
            let (severity, what_follows) = if has_ca {
                (Severity::Warning, "it signs nothing, and does not belong into the CA file")
            } else if certificate.is_self_signed() {
                (Severity::Warning, "this CA file trusts only this certificate itself")
            } else {
                (Severity::Error, "no other certificate verifies against this CA file")
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

/// Go accepts a certificate that stands in the CA file itself, CA or not.
fn is_pinned(certificate: &Certificate, ca_file: &PemFile, cx: &Context) -> bool {
    let mut leaves = cx.inventory.credentials.iter().filter_map(|one| cx.inventory.leaf_of(one));
    leaves.any(|leaf| {
        !std::ptr::eq(leaf.file, ca_file) && leaf.certificate.fingerprint == certificate.fingerprint
    })
}
