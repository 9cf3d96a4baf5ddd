use super::lost::losses;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::transition::{Cause, Transition};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC244",
    name: "reader-removed",
    summary: "a key that only read is gone, and perhaps there is something left to read",
    severity: Severity::Warning,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("enc244_reader_removed.md"),
    check: Check::Transition(check),
};

fn check(transition: &Transition, _: &Context, out: &mut Findings) {
    let only_read = losses(transition).into_iter().filter(|lost| !lost.loss.was_writer);
    for lost in only_read.filter(|lost| lost.loss.credential.encrypts()) {
        if matches!(lost.loss.cause, Cause::MaterialChanged(_) | Cause::ProviderChanged(_)) {
            continue;
        }
        out.report(
            lost.place.clone(),
            message!(
                "{} no longer reads {}: those that it wrote and that have not been rewritten since are lost",
                lost.loss.credential.described(),
                lost.names()
            ),
        )
        .fix(Fix::advice(
            "rewrite everything first, and count what is left: etcdlint encryption status --etcd-snapshot FILE",
        ));
    }
}
