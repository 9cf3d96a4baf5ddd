use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::etcd::Etcd;
use crate::model::go_flag::ProblemKind;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD309",
    name: "missing-value",
    summary: "the last flag has no value",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd309_missing_value.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    for problem in etcd.flags.problems_of(ProblemKind::MissingValue) {
        let name = show(&problem.name);
        out.report(problem.place.clone(), message!("etcd exits: flag needs an argument: -{}", name))
            .label("no value")
            .fix(Fix::advice(message!("write --{}=VALUE", name)));
    }
}
