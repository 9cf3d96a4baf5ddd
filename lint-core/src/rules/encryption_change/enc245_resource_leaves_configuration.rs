use super::lost::losses;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::transition::{Cause, Transition};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC245",
    name: "resource-leaves-configuration",
    summary: "a resource is no longer covered while its objects are encrypted",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("enc245_resource_leaves_configuration.md"),
    check: Check::Transition(check),
};

fn check(transition: &Transition, _: &Context, out: &mut Findings) {
    for lost in losses(transition).iter().filter(|lost| lost.loss.was_writer) {
        if lost.loss.cause != Cause::Uncovered {
            continue;
        }
        out.report(
            lost.place.clone(),
            message!(
                "no entry covers {} any more: what {} wrote can no longer be read",
                lost.names(),
                lost.loss.credential.described()
            ),
        )
        .fix(Fix::advice(
            "put identity first and keep the key, rewrite everything, and only then take the resource out",
        ));
    }
}
