use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::backup::{Action, Backup, Tool};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "BAK130",
    name: "snapshot-copied-from-live-file",
    summary: "the database is copied while etcd writes to it",
    severity: Severity::Error,
    category: Category::Backup,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("bak130_snapshot_copied_from_live_file.md"),
    check: Check::Backup(check),
};

fn check(backup: &Backup, _: &Context, out: &mut Findings) {
    // Whoever restores, or stops etcd first, puts the old directory aside.
    let is_stopped = backup.steps.iter().any(|step| {
        matches!(step.action, Action::Restore(_))
            || step.command.args.iter().any(|word| word.text == "stop")
            || step.command.args.iter().any(|word| word.text.starts_with("/etc/kubernetes/manifests"))
    });
    if is_stopped {
        return;
    }
    for step in &backup.steps {
        if let Action::Other(Tool::LiveCopy(path)) = &step.action {
            out.report(
                path.place.clone(),
                message!(
                    "{} is copied while etcd writes to it: the copy may be torn, and restores only with \
                     --skip-hash-check",
                    show(&path.text)
                ),
            )
            .label("the live database");
        }
    }
}
