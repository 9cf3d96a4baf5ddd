use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::model::backup::{Backup, Schedule};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "BAK122",
    name: "schedule",
    summary: "the schedule is invalid, rare, or in an unnamed time zone",
    severity: Severity::Error,
    category: Category::Backup,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("bak122_schedule.md"),
    check: Check::Backup(check),
};

fn check(backup: &Backup, _: &Context, out: &mut Findings) {
    if !backup.copies_data() {
        return;
    }
    let of_job = backup.job.as_ref().and_then(|job| job.schedule.as_ref());
    let Some((schedule, place)) = of_job.or(backup.cron.as_ref()) else { return };
    match schedule {
        Schedule::Invalid => {
            out.report(place.clone(), "this is no valid schedule: the job never runs")
                .label("not valid here");
        }
        Schedule::Never => {
            out.report(place.clone(), "no date fits this schedule: the job never runs").label("no such day");
        }
        Schedule::BadZone => {
            out.report(
                place.clone(),
                "Kubernetes refuses this time zone: it takes a name such as Etc/UTC, in timeZone alone",
            )
            .label("its zone is refused");
        }
        Schedule::OwnZone => {
            out.report(
                place.clone(),
                "Kubernetes refuses new CronJobs that name the time zone in the schedule: it belongs in timeZone",
            )
            .severity(Severity::Warning)
            .label("refused when it is made anew");
        }
        Schedule::Rarer => {
            out.report(
                place.clone(),
                "the backup runs less than once a day: all that changed since is lost with etcd",
            )
            .severity(Severity::Warning)
            .label("some days pass without a run");
        }
        Schedule::Daily if backup.job.as_ref().is_some_and(|job| !job.has_time_zone) => {
            out.report(
                place.clone(),
                "without timeZone the schedule follows the zone of kube-controller-manager, which may change",
            )
            .severity(Severity::Info)
            .label("in whose time?");
        }
        Schedule::Daily | Schedule::Unknown => {}
    }
}
