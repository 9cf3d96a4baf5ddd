use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::model::backup::Backup;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "BAK127",
    name: "job-without-failure-policy",
    summary: "failed runs leave no trace",
    severity: Severity::Info,
    category: Category::Backup,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("bak127_job_without_failure_policy.md"),
    check: Check::Backup(check),
};

fn check(backup: &Backup, _: &Context, out: &mut Findings) {
    let Some(job) = backup.job.as_ref().filter(|_| backup.copies_data()) else { return };
    if let Some(place) = &job.on_failure {
        out.report(
            place.clone(),
            "with OnFailure the pod of a run that failed backoffLimit times is deleted, and its log with it",
        )
        .label("no log");
    }
    let histories = [(&job.failed_history, "failed"), (&job.successful_history, "successful")];
    for (history, kind) in histories {
        if let Some((0, place)) = history {
            out.report(
                place.clone(),
                message!("no {} run is kept: nobody can see when the last one was", kind),
            )
            .label("no history");
        }
    }
}
