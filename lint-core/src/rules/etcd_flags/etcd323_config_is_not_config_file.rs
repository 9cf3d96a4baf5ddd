use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::etcd::Etcd;
use crate::model::go_flag::{FlagLine, FlagUse, How, ProblemKind};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

use super::argument::{not_a_flag, renamed};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD323",
    name: "config-is-not-config-file",
    summary: "--config is ignored; the flag is --config-file",
    severity: Severity::Warning,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Suggested,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd323_config_is_not_config_file.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    for used in etcd.flags.all("config").filter(|used| !used.after_stop) {
        let path =
            etcd.words().get(used.index + 1).filter(|_| is_path_of_config(&etcd.flags, used.index + 1));
        let message = match path {
            Some(path) => {
                message!(
                    "--config takes no value: {}; you mean --config-file",
                    not_a_flag(etcd, show(&path.text))
                )
            }
            None => message!("etcd ignores --config, and the file that it names; you mean --config-file"),
        };
        let edit = renamed(used, "config-file");
        let finding = out.report(used.name_place.clone(), message).label("ignored");
        finding.fix(Fix::suggested("write --config-file", edit.into_iter().collect()));
        if path.is_some() {
            finding.severity(Severity::Error);
        }
    }
}

/// Whether the argument at `index` is the path behind a `--config`, which does not take it.
pub(super) fn is_path_of_config(line: &FlagLine, index: usize) -> bool {
    let is_stray = line.problems_of(ProblemKind::Stray).any(|problem| problem.index == index);
    let is_behind = |used: &FlagUse| used.how == How::Implied && used.index + 1 == index;
    is_stray && line.all("config").any(is_behind)
}
