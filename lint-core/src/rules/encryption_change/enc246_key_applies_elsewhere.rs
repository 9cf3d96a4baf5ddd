use super::lost::losses;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::transition::{Cause, Transition};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC246",
    name: "key-applies-elsewhere",
    summary: "another entry applies to a resource now, and the key that wrote it is not in it",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("enc246_key_applies_elsewhere.md"),
    check: Check::Transition(check),
};

fn check(transition: &Transition, _: &Context, out: &mut Findings) {
    for lost in losses(transition).iter().filter(|lost| lost.loss.was_writer) {
        let Cause::AppliesElsewhere(place) = &lost.loss.cause else { continue };
        out.report(
            lost.place.clone(),
            message!(
                "other entries apply to {} now, without {}: what it wrote can no longer be read",
                lost.names(),
                lost.loss.credential.described()
            ),
        )
        .related(place.clone(), "the key is here, where it no longer applies")
        .fix(Fix::advice("list the key here too until everything is rewritten"));
    }
}
