use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::backup::Backup;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "BAK107",
    name: "etcdctl-env-flag-conflict",
    summary: "a flag and its ETCDCTL_ variable are both set",
    severity: Severity::Error,
    category: Category::Backup,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("bak107_etcdctl_env_flag_conflict.md"),
    check: Check::Backup(check),
};

fn check(backup: &Backup, _: &Context, out: &mut Findings) {
    // etcdctl 3.3 only warns.
    for (_, save) in backup.saves().filter(|(step, _)| step.is_at_least(3, 4) != Some(false)) {
        for (used, variable) in save.call.conflicts() {
            out.report(
                used.name_place.clone(),
                message!(
                    "etcdctl exits with \"conflicting environment variable\": --{} and {} are both set, even \
                     if they agree",
                    show(&used.name),
                    show(&variable.name)
                ),
            )
            .label("set here")
            .related(variable.name_place.clone(), "and here")
            .fix(Fix::advice("keep the flag or the variable, not both"));
        }
    }
}
