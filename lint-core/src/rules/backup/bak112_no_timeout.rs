use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::backup::Backup;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "BAK112",
    name: "no-timeout",
    summary: "a save that hangs is never ended",
    severity: Severity::Warning,
    category: Category::Backup,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Suggested,
    controls: &[],
    since: "0.1.0",
    page: page!("bak112_no_timeout.md"),
    check: Check::Backup(check),
};

fn check(backup: &Backup, cx: &Context, out: &mut Findings) {
    let pod = cx.workload_of(backup).and_then(|workload| cx.at(&workload.pod));
    let pod_ends = pod.is_some_and(|pod| pod.get("activeDeadlineSeconds").is_some());
    let unit_ends = backup.unit.is_some_and(|unit| unit.has_deadline);
    if pod_ends || unit_ends || backup.job.as_ref().is_some_and(|job| job.has_deadline) {
        return;
    }
    for (step, save) in backup.saves() {
        let has_wrapper = step.command.wrappers.iter().any(|wrapper| wrapper == "timeout");
        // etcdctl 3.3 saves without looking at the flag.
        let has_flag = step.is_at_least(3, 4) != Some(false)
            && save.call.setting("command-timeout").is_given() != Some(false);
        if has_wrapper || has_flag {
            continue;
        }
        let fix = match &backup.job {
            Some(job) => Fix::suggested("end the Job after ten minutes", vec![job.deadline()]),
            None => match backup.unit {
                Some(unit) => Fix::advice(message!("set {}=10min in the unit", unit.deadline_key)),
                None => Fix::advice("start it as timeout 600 etcdctl"),
            },
        };
        out.report(
            save.call.place.clone(),
            "snapshot save has no time limit: while etcd does not answer, it hangs, and so do later runs",
        )
        .label("waits for ever")
        .fix(fix);
    }
}
