use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::etcd::Etcd;
use crate::model::go_flag::ProblemKind;
use crate::model::{apiserver_flags, etcd_flags};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

use super::argument::used_at;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD302",
    name: "apiserver-flag-on-etcd",
    summary: "a flag of kube-apiserver is given to etcd",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Suggested,
    controls: &["STIG V-274882"],
    since: "0.1.0",
    page: page!("etcd302_apiserver_flag_on_etcd.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    for problem in etcd.flags.problems_of(ProblemKind::NotDefined) {
        if !is_of_apiserver(&problem.name) {
            continue;
        }
        let name = show(&problem.name);
        let message = if problem.name.contains("encryption") {
            message!(
                "--{} belongs to kube-apiserver: etcd exits with \"flag provided but not defined: -{}\" and nothing is encrypted",
                name,
                name
            )
        } else {
            message!(
                "--{} belongs to kube-apiserver: etcd exits with \"flag provided but not defined: -{}\"",
                name,
                name
            )
        };
        let used = used_at(&etcd.flags, problem.index);
        let removal = used.and_then(|used| etcd.remove_use(used)).unwrap_or_default();
        out.report(problem.place.clone(), message).label("a flag of kube-apiserver").fix(Fix::suggested(
            "remove it here; give it to kube-apiserver by hand, with the file it needs mounted",
            removal,
        ));
    }
}

/// Whether kube-apiserver has a flag of this name and etcd, in any version, has not. `feature-gates`
/// counts: etcd has it since 3.6 only, and older manifests mean kube-apiserver's.
pub(super) fn is_of_apiserver(name: &str) -> bool {
    let is_of_etcd = etcd_flags::lookup(name).is_some() && name != "feature-gates";
    !is_of_etcd && apiserver_flags::kind(&name.replace('_', "-")).is_some()
}
