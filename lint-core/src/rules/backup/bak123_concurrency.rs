use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix, Scalar};
use crate::model::backup::{Backup, Save, Storage};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "BAK123",
    name: "concurrency",
    summary: "two runs may write to one place at a time",
    severity: Severity::Info,
    category: Category::Backup,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("bak123_concurrency.md"),
    check: Check::Backup(check),
};

const KEY: &str = "concurrencyPolicy";

fn check(backup: &Backup, _: &Context, out: &mut Findings) {
    let Some(job) = backup.job.as_ref().filter(|job| job.is_cron) else { return };
    let shares = |save: &Save| {
        matches!(save.location.storage, Storage::Machine(_))
            || save.location.storage == Storage::Durable && save.has_varying_target() == Some(false)
    };
    let Some((_, save)) = backup.saves().find(|(_, save)| shares(save)) else { return };
    let (place, edit) = match &job.concurrency {
        None => (
            save.target.as_ref().map_or_else(|| job.spec.clone(), |target| target.place.clone()),
            Edit::Add { place: job.spec.clone(), key: KEY.to_owned(), value: "Forbid".into() },
        ),
        Some((policy, place)) if policy == "Allow" => (
            place.clone(),
            Edit::Replace { place: place.clone(), value: Scalar::String("Forbid".to_owned()) },
        ),
        Some(_) => return,
    };
    let fix = match job.has_deadline {
        true => Fix::safe("forbid runs at the same time", vec![edit]),
        // A run that hangs would keep all later ones from starting.
        false => Fix::suggested(
            "end a run after ten minutes, and forbid runs at the same time",
            vec![job.deadline(), edit],
        ),
    };
    out.report(place, "a slow run and the next one may write there at the same time, and load etcd twice")
        .label("shared by all runs")
        .fix(fix);
}
