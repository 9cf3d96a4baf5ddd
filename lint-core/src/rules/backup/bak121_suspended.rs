use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::model::backup::Backup;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "BAK121",
    name: "suspended",
    summary: "the CronJob is suspended",
    severity: Severity::Warning,
    category: Category::Backup,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("bak121_suspended.md"),
    check: Check::Backup(check),
};

fn check(backup: &Backup, _: &Context, out: &mut Findings) {
    let suspended = backup.job.as_ref().and_then(|job| job.suspended.as_ref());
    if let Some(place) = suspended.filter(|_| backup.copies_data()) {
        out.report(place.clone(), "the CronJob is suspended: no backup is made, and nothing says so")
            .label("nothing runs");
    }
}
