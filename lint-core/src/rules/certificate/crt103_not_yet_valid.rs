use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::certificates::{Date, PemFile};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "CRT103",
    name: "not-yet-valid",
    summary: "a certificate is not valid yet",
    severity: Severity::Error,
    category: Category::Certificates,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("crt103_not_yet_valid.md"),
    check: Check::Pem(check),
};

fn check(pem: &PemFile, cx: &Context, out: &mut Findings) {
    let Some(now) = cx.settings.now else { return };
    for (block, certificate) in pem.certificates().filter(|(_, one)| one.not_before > now) {
        out.report(
            block.place.clone(),
            message!(
                "the certificate of {} is not valid before {}: until then whoever verifies it refuses the \
                 connection",
                show(&certificate.subject.text),
                Date(certificate.not_before)
            ),
        )
        .label("not valid yet");
    }
}
