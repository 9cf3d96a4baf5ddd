use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::certificates::{Certificate, Date, PemFile};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "CRT101",
    name: "expired",
    summary: "a certificate has expired",
    severity: Severity::Error,
    category: Category::Certificates,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("crt101_expired.md"),
    check: Check::Pem(check),
};

fn check(pem: &PemFile, cx: &Context, out: &mut Findings) {
    let Some(now) = cx.settings.now else { return };
    for (block, certificate) in pem.certificates().filter(|(_, one)| one.not_after < now) {
        // An old CA beside its successor does no harm.
        let is_replaced = certificate.is_ca
            && pem.authorities().any(|one| one.not_after >= now && may_succeed(one, certificate, pem));
        out.report(
            block.place.clone(),
            message!(
                "the certificate of {} expired on {}: whoever verifies it refuses the connection",
                show(&certificate.subject.text),
                Date(certificate.not_after)
            ),
        )
        .severity(if is_replaced { Severity::Warning } else { Severity::Error })
        .label("expired");
    }
}

/// Whether a CA may be the successor of another one in its file. Behind the certificate of a server or client
/// it has to be the same CA made anew: no other one signed what stands before it. Where there are CAs alone, any
/// other but the one above it may be.
fn may_succeed(one: &Certificate, expired: &Certificate, pem: &PemFile) -> bool {
    let has_same_name = one.subject == expired.subject;
    if pem.leaf().is_some_and(|(_, first)| !first.is_ca) {
        return has_same_name && one.public_key == expired.public_key;
    }
    has_same_name || !expired.names_issuer(one)
}
