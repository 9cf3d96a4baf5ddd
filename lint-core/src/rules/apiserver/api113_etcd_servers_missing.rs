use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::model::apiserver::Apiserver;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "API113",
    name: "etcd-servers-missing",
    summary: "kube-apiserver is not told where etcd is",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("api113_etcd_servers_missing.md"),
    check: Check::Apiserver(check),
};

fn check(apiserver: &Apiserver, _: &Context, out: &mut Findings) {
    let flag = "etcd-servers";
    if apiserver.lacks(flag) && apiserver.etcd_servers().is_empty() {
        out.report(
            apiserver.place_of(flag),
            message!("kube-apiserver refuses to start: \"--etcd-servers must be specified\""),
        );
    }
}
