use super::lost::losses;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::transition::Transition;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC248",
    name: "identity-removed",
    summary: "nothing reads plain text any more, and perhaps there is some left",
    severity: Severity::Warning,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("enc248_identity_removed.md"),
    check: Check::Transition(check),
};

fn check(transition: &Transition, _: &Context, out: &mut Findings) {
    for lost in losses(transition).iter().filter(|lost| !lost.loss.credential.encrypts()) {
        let message = if lost.loss.was_writer {
            message!(
                "{} were written in plain text until now, and without identity they can no longer be read",
                lost.names()
            )
        } else {
            message!(
                "without identity, {} that are still stored in plain text can no longer be read",
                lost.names()
            )
        };
        out.report(lost.place.clone(), message).severity(lost.severity()).fix(Fix::advice(
            "keep identity as last provider, rewrite everything, and remove it in a change of its own",
        ));
    }
}
