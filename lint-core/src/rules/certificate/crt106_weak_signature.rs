use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::certificates::PemFile;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "CRT106",
    name: "weak-signature",
    summary: "a certificate is signed with a broken digest",
    severity: Severity::Error,
    category: Category::Certificates,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("crt106_weak_signature.md"),
    check: Check::Pem(check),
};

fn check(pem: &PemFile, _: &Context, out: &mut Findings) {
    for (block, certificate) in pem.certificates() {
        // Nobody checks the signature of a root.
        let Some(digest) = certificate.weak_signature.filter(|_| !certificate.is_self_issued()) else {
            continue;
        };
        out.report(
            block.place.clone(),
            message!(
                "the certificate of {} is signed with {}: etcd and every client in Go refuse it",
                show(&certificate.subject.text),
                digest
            ),
        )
        .label("a broken digest");
    }
}
