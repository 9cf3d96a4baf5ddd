use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::model::backup::{Action, Backup, Invocation, Step};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::Place;
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
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("bak131_restore_in_place.md"),
    check: Check::Backup(check),
};

fn check(backup: &Backup, cx: &Context, out: &mut Findings) {
    for step in &backup.steps {
        let Action::Restore(call) = &step.action else { continue };
        if let Some(place) = overwritten(call, step, backup, cx) {
            let message = match is_scheduled(backup) {
                true => {
                    "a schedule restores into etcd's data directory: it turns the cluster back at every run"
                }
                false => {
                    "the restore writes to etcd's live data directory: it fails, or the present data was thrown away for it"
                }
            };
            out.report(place, message)
                .label("etcd's own directory")
                .fix(Fix::advice("restore into a new directory and point --data-dir of etcd there"));
        } else if backup.saves().next().is_none() && lacks_bump(call, step) {
            out.report(
                call.place.clone(),
                "without --bump-revision and --mark-compacted revisions go back: controllers wait for some that \
                 etcd reaches much later",
            )
            .label("revisions start again")
            .fix(Fix::advice("add --bump-revision 1000000000 --mark-compacted, of etcd 3.5.10 or later"));
        }
    }
}

fn is_scheduled(backup: &Backup) -> bool {
    backup.job.as_ref().is_some_and(|job| job.is_cron) || backup.cron.is_some()
}

/// Whether a command before it has moved the directory, so that the restore makes a new one.
fn is_moved_away(path: &str, step: &Step, backup: &Backup) -> bool {
    let before = backup.steps.iter().take_while(|one| !std::ptr::eq(*one, step));
    let mut moves = before.filter(|one| one.command.program.basename() == "mv");
    moves.any(|one| {
        let sources = one.command.args.split_last().map(|(_, sources)| sources).unwrap_or_default();
        sources.iter().any(|word| word.text.trim_end_matches('/') == path)
    })
}

/// Where it names the data directory of kubeadm's etcd, or of one in the input, to restore into.
fn overwritten(call: &Invocation, step: &Step, backup: &Backup, cx: &Context) -> Option<Place> {
    let setting = call.setting("data-dir");
    let path = setting.text()?.trim_end_matches('/');
    let mut named = cx.etcds_near(backup.document).filter_map(|etcd| etcd.text("data-dir"));
    let overwrites = path == "/var/lib/etcd" || named.any(|folder| folder.trim_end_matches('/') == path);
    let overwrites = overwrites && (is_scheduled(backup) || !is_moved_away(path, step, backup));
    setting.fact().filter(|_| overwrites).map(|fact| fact.value.place.clone())
}

fn lacks_bump(call: &Invocation, step: &Step) -> bool {
    let has_flags = step.version.and_then(|version| version.is_at_least(Version::new(3, 5, 10)));
    let may_have_them = match call.tool {
        Program::Etcdutl => step.is_at_least(3, 5) != Some(false),
        // etcdctl 3.4 has none of them, and 3.6 no restore.
        _ => has_flags == Some(true) && step.is_at_least(3, 6) == Some(false),
    };
    let is_given = |flag| call.line.last(flag).is_some();
    may_have_them && !(is_given("bump-revision") && is_given("mark-compacted"))
}
