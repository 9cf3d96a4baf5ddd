use super::stand_in::has_stand_in;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::certificates::{Date, PemFile};
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
        let is_replaced =
            has_stand_in(certificate, pem, cx, |one| (one.not_before..=one.not_after).contains(&now));
        let (severity, what_follows) = if is_replaced {
            (Severity::Warning, "only what another CA signed, or signed anew, is verified")
        } else {
            (Severity::Error, "whoever verifies it refuses the connection")
        };
        out.report(
            block.place.clone(),
            message!(
                "the certificate of {} expired on {}: {}",
                show(&certificate.subject.text),
                Date(certificate.not_after),
                what_follows
            ),
        )
        .severity(severity)
        .label("expired");
    }
}
