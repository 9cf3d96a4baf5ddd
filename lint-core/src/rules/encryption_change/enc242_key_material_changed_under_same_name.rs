use super::lost::losses;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::transition::{Cause, Transition};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC242",
    name: "key-material-changed-under-same-name",
    summary: "a key has other bytes than before under the same name",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("enc242_key_material_changed_under_same_name.md"),
    check: Check::Transition(check),
};

fn check(transition: &Transition, _: &Context, out: &mut Findings) {
    for lost in losses(transition) {
        let Cause::MaterialChanged(other) = &lost.loss.cause else { continue };
        out.report(
            other.place.clone(),
            message!(
                "{} has other bytes than before: {}{} that the old ones encrypted can no longer be read",
                lost.loss.credential.described(),
                if lost.is_partial() { "about one in 256 of the " } else { "" },
                lost.names()
            ),
        )
        .severity(lost.severity())
        .label("another key of this name")
        .fix(Fix::advice(
            "give the new key a name of its own, and keep the old one behind it until everything is rewritten",
        ));
    }
}
