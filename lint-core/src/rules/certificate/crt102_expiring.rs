use super::stand_in::has_stand_in;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::certificates::{DAY, Date, PemFile};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "CRT102",
    name: "expiring",
    summary: "a certificate expires soon",
    severity: Severity::Warning,
    category: Category::Certificates,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("crt102_expiring.md"),
    check: Check::Pem(check),
};

/// From here on it is an error, unless the user's own limit is lower.
const LAST_CALL: i64 = 7 * DAY;

fn check(pem: &PemFile, cx: &Context, out: &mut Findings) {
    let Some(now) = cx.settings.now else { return };
    let limit = i64::from(cx.settings.certificate_expiry_days) * DAY;
    for (block, certificate) in pem.certificates() {
        let left = certificate.not_after.saturating_sub(now);
        if left < 0 || left >= limit {
            continue;
        }
        let days = left / DAY;
        let is_replaced =
            has_stand_in(certificate, pem, cx, |one| one.not_after.saturating_sub(now) >= limit);
        let severity = match (left < LAST_CALL, is_replaced) {
            (true, false) => Severity::Error,
            (false, true) => Severity::Info,
            _ => Severity::Warning,
        };
        out.report(
            block.place.clone(),
            message!(
                "the certificate of {} expires on {} ({} {} left): from then on {}",
                show(&certificate.subject.text),
                Date(certificate.not_after),
                days,
                if days == 1 { "day" } else { "days" },
                if is_replaced {
                    "only what another CA signed, or signed anew, is verified"
                } else {
                    "whoever verifies it refuses it"
                }
            ),
        )
        .severity(severity)
        .label("expires soon");
    }
}
