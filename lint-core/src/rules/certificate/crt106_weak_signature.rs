use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::certificates::{PemFile, Signature};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "CRT106",
    name: "weak-signature",
    summary: "a certificate is signed with a broken digest, or one that Go does not know",
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

fn check(pem: &PemFile, cx: &Context, out: &mut Findings) {
    // Nobody checks the signature of what is trusted anyway.
    if cx.inventory.is_ca_file(pem) {
        return;
    }
    // A file of CAs that nobody is seen to use may be a CA file.
    let is_behind_leaf = pem.leaf().is_some_and(|(_, first)| !first.is_ca);
    for (block, certificate) in pem.certificates().filter(|(_, one)| !one.is_self_signed()) {
        let algorithm = match certificate.signature {
            Signature::Good => continue,
            Signature::Broken(digest) => digest,
            Signature::Unknown => "an algorithm that Go does not know",
        };
        out.report(
            block.place.clone(),
            message!(
                "the certificate of {} is signed with {}: etcd and every client in Go refuse it",
                show(&certificate.subject.text),
                algorithm
            ),
        )
        .severity(if is_behind_leaf { Severity::Error } else { Severity::Warning })
        .label("a signature that proves nothing");
    }
}
