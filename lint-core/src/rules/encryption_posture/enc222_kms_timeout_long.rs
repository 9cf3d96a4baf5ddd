use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::model::encryption::Encryption;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC222",
    name: "kms-timeout-long",
    summary: "the timeout of a KMS plugin is longer than ten seconds",
    severity: Severity::Info,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("enc222_kms_timeout_long.md"),
    check: Check::Encryption(check),
};

/// In nanoseconds.
const LONGEST: i64 = 10_000_000_000;

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    let all = encryption.config.provider_kinds().filter_map(|kind| kind.kms.as_ref());
    for timeout in all.filter_map(|kms| kms.timeout.as_ref()).filter(|timeout| timeout.value > LONGEST) {
        out.report(
            timeout.place.clone(),
            "requests for encrypted resources wait this long when the plugin hangs, and \
             health checks with them",
        )
        .fix(Fix::advice("leave the timeout out (3s) or set a few seconds"));
    }
}
