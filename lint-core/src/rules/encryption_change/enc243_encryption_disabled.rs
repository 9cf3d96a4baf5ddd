use super::lost::{grouped, names};
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::transition::{Change, Reader, Transition};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC243",
    name: "encryption-disabled",
    summary: "what was encrypted is written in plain text from now on",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("enc243_encryption_disabled.md"),
    check: Check::Transition(check),
};

fn check(transition: &Transition, cx: &Context, out: &mut Findings) {
    let is_announced = cx.announces_decryption(transition.document);
    for ((old, new, stores_secrets), changes) in grouped(transition, stopped) {
        out.report(
            new.place.clone(),
            message!(
                "{} encrypted {} until now; from now on they are written in plain text",
                old.credential.described(),
                names(&changes)
            ),
        )
        .severity(match (is_announced, stores_secrets) {
            (true, _) => Severity::Info,
            (false, true) => Severity::Error,
            (false, false) => Severity::Warning,
        })
        .label("writes without encryption")
        .fix(Fix::advice(
            "move it behind the provider that encrypts, or say that all data is to be decrypted",
        ));
    }
}

/// The writers before and after, if only the first one encrypts and what it wrote can still be read.
fn stopped(change: &Change) -> Option<(&Reader, &Reader, bool)> {
    let (old, new) = (change.old.writer(), change.new.writer());
    let stops = old.credential.encrypts() && !new.credential.encrypts() && change.lost_writer().is_none();
    stops.then_some((old, new, change.stores_secrets))
}
