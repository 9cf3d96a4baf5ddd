use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::etcd::Etcd;
use crate::model::go_flag::ProblemKind;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

use super::argument::used_at;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD308",
    name: "swallowed-flag",
    summary: "a flag without a value takes the next flag as its value",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd308_swallowed_flag.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    for problem in etcd.flags.problems_of(ProblemKind::SwallowedFlag) {
        let used = used_at(&etcd.flags, problem.index);
        let Some(swallowed) = used.and_then(|used| used.value.as_ref()) else { continue };
        let name = show(&problem.name);
        let lost = swallowed.text.split('=').next().unwrap_or_default();
        let message = message!(
            "--{} takes \"{}\" as its value, so {} has no effect",
            name,
            show(&swallowed.text),
            show(lost)
        );
        let finding = out.report(swallowed.place.clone(), message).label("taken as a value");
        if let Some(flag) = etcd.words().get(problem.index) {
            finding.related(flag.place.clone(), "its value is missing here");
        }
        finding.fix(Fix::advice(message!("give --{} its own value, with = in the same item", name)));
    }
}
