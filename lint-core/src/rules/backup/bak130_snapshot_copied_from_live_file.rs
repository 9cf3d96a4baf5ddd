use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::backup::{Action, Backup, Step, Tool};
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
    let mut is_stopped = backup.steps.iter().any(|step| matches!(step.action, Action::Restore(_)));
    for step in &backup.steps {
        is_stopped |= may_stop_etcd(step);
        if let Action::Other(Tool::LiveCopy(path)) = &step.action
            && !is_stopped
        {
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

/// Whether a command may stop etcd: it takes away the manifest of a static pod, or is told to stop something. Programs
/// that are known to do something else stop nothing.
fn may_stop_etcd(step: &Step) -> bool {
    let has = |test: fn(&str) -> bool| step.command.args.iter().any(|word| test(&word.text));
    match step.command.program.basename() {
        "mv" | "rm" => has(|text| text.contains("manifests") || text.ends_with("etcd.yaml")),
        "systemctl" => has(|text| text == "stop"),
        _ => matches!(step.action, Action::Other(Tool::Unknown)) && has(|text| text == "stop"),
    }
}
