use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::model::backup::{Action, Backup, Invocation, Step};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::command::Program;
use crate::subject::image::Version;

pub(crate) static RULE: Rule = Rule {
    id: "BAK131",
    name: "restore-in-place",
    summary: "a restore that overwrites or misleads what runs",
    severity: Severity::Warning,
    category: Category::Backup,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Suggested,
    controls: &[],
    since: "0.1.0",
    page: page!("bak131_restore_in_place.md"),
    check: Check::Backup(check),
};

fn check(backup: &Backup, cx: &Context, out: &mut Findings) {
    for step in &backup.steps {
        let Action::Restore(call) = &step.action else { continue };
        if overwrites(call, backup, cx) {
            let message = match backup.job.as_ref().is_some_and(|job| job.is_cron) || backup.cron.is_some() {
                true => {
                    "a schedule restores into etcd's data directory: it turns the cluster back at every run"
                }
                false => {
                    "the restore writes to etcd's live data directory: it fails, or the present data was thrown away for it"
                }
            };
            out.report(call.place_of("data-dir"), message)
                .label("etcd's own directory")
                .fix(Fix::advice("restore into a new directory and point --data-dir of etcd there"));
        } else if backup.saves().next().is_none() && lacks_bump(call, step, backup, cx) {
            out.report(
                call.place.clone(),
                "without --bump-revision and --mark-compacted revisions go back: controllers keep watching a \
                 past that is gone",
            )
            .label("revisions start again")
            .fix(Fix::advice("add --bump-revision 1000000000 --mark-compacted"));
        }
    }
}

/// Whether it restores into the data directory of kubeadm's etcd, or of one in the input.
fn overwrites(call: &Invocation, backup: &Backup, cx: &Context) -> bool {
    let setting = call.setting("data-dir");
    let Some(path) = setting.text().map(|path| path.trim_end_matches('/')) else { return false };
    let named = cx.etcds_near(backup.document).filter_map(|etcd| etcd.text("data-dir"));
    path == "/var/lib/etcd" || named.into_iter().any(|folder| folder.trim_end_matches('/') == path)
}

fn lacks_bump(call: &Invocation, step: &Step, backup: &Backup, cx: &Context) -> bool {
    let image = cx.container_of(backup, step).and_then(|container| container.image.as_ref());
    let version = image.and_then(|image| image.etcd_version());
    let is_old = version.is_some_and(|version| version.is_at_least(Version::minor(3, 5)) == Some(false));
    let is_given = |flag| call.line.last(flag).is_some();
    call.tool == Program::Etcdutl && !is_old && !(is_given("bump-revision") && is_given("mark-compacted"))
}
