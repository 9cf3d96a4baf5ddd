use super::lost::{grouped, names};
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::transition::Transition;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC241",
    name: "new-writer-not-readable-elsewhere",
    summary: "a key begins to write before every kube-apiserver can read it",
    severity: Severity::Warning,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("enc241_new_writer_not_readable_elsewhere.md"),
    check: Check::Transition(check),
};

fn check(transition: &Transition, cx: &Context, out: &mut Findings) {
    if cx.settings.single_server {
        return;
    }
    // Who loses what is stored has skipped more than this step.
    for (writer, changes) in
        grouped(transition, |change| change.unreadable_writer().filter(|_| change.lost_writer().is_none()))
    {
        out.report(
            writer.place.clone(),
            message!(
                "{} writes {} at once: until every kube-apiserver has this version, those with the old one \
                 cannot read what it writes",
                writer.credential.described(),
                names(&changes)
            ),
        )
        .label("not a reader before")
        .fix(Fix::advice(
            "first put it behind the others on every kube-apiserver, then move it to the front",
        ));
    }
}
