use super::change;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::model::backup::Backup;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "BAK102",
    name: "tls-verification-off",
    summary: "etcdctl does not verify the server it saves from",
    severity: Severity::Error,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &["NSA Encryption"],
    since: "0.1.0",
    page: page!("bak102_tls_verification_off.md"),
    check: Check::Backup(check),
};

const FLAG: &str = "insecure-skip-tls-verify";

fn check(backup: &Backup, _: &Context, out: &mut Findings) {
    for (_, save) in backup.saves().filter(|(_, save)| save.call.is_on(FLAG) == Some(true)) {
        let title = "verify the server with --cacert";
        let edits = change::unset(&save.call, FLAG);
        let fix = match save.call.setting("cacert").is_given() {
            Some(true) => Fix::safe_or_advice("verify the server again", edits),
            _ => Fix::advice(title),
        };
        out.report(
            save.call.place_of(FLAG),
            "the server's certificate is not verified: whoever answers on that address can hand over a \
             forged snapshot and sees the client's requests",
        )
        .label("any server is believed")
        .fix(fix);
    }
}
