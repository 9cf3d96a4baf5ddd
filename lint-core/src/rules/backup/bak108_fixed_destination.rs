use super::fate::Fate;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::backup::{Action, Backup, Tool};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::word::Word;

pub(crate) static RULE: Rule = Rule {
    id: "BAK108",
    name: "fixed-destination",
    summary: "each run replaces the snapshot of the run before",
    severity: Severity::Warning,
    category: Category::Backup,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("bak108_fixed_destination.md"),
    check: Check::Backup(check),
};

fn check(backup: &Backup, cx: &Context, out: &mut Findings) {
    // A Job or a Pod runs once.
    if cx.workload_of(backup).is_some_and(|workload| matches!(workload.object.kind.as_str(), "Job" | "Pod")) {
        return;
    }
    for (step, save) in backup.saves() {
        let Some(target) = save.target.as_ref().filter(|_| save.has_varying_target() == Some(false)) else {
            continue;
        };
        let lasts = match Fate::of(backup, save) {
            Fate::Ephemeral | Fate::Unknown => step.is_remote && backup.is_all_seen(),
            Fate::Exported | Fate::Durable | Fate::Machine => true,
        };
        if !lasts || is_renamed(backup, target) {
            continue;
        }
        out.report(
            target.place.clone(),
            message!(
                "every run writes {}: the last good snapshot is replaced, be the new one good or not",
                show(&target.text)
            ),
        )
        .label("the same at each run")
        .fix(Fix::advice(way_to_vary(backup)));
    }
}

fn way_to_vary(backup: &Backup) -> &'static str {
    if backup.unit.is_some() {
        "start a script that puts the time into the name; systemd alone cannot"
    } else if backup.cron.is_some() {
        r"put the time into the name, each % behind a \: etcd-$(date -u +\%Y\%m\%dT\%H\%M\%SZ).db"
    } else {
        "put the time into the name: etcd-$(date -u +%Y%m%dT%H%M%SZ).db"
    }
}

/// Whether the snapshot gets another name at each run, on the machine or where it is sent.
fn is_renamed(backup: &Backup, target: &Word) -> bool {
    /// Programs that keep what a file was before.
    const KEEPERS: [&str; 6] = ["git", "zfs", "btrfs", "snapper", "lvcreate", "logrotate"];
    backup.steps_around().any(|step| match &step.action {
        Action::Other(Tool::Export(export)) if export.keeps_versions => true,
        Action::Other(Tool::Export(_) | Tool::Copy | Tool::Encrypt) => {
            let targets = step.command.redirects.iter().map(|redirect| &redirect.target);
            step.command.args.iter().chain(targets).any(|word| !word.is_known())
        }
        _ if KEEPERS.contains(&step.command.program.basename()) => true,
        // A program that is not known, but is told of the file.
        Action::Other(Tool::Unknown) => step.command.args.iter().any(|word| word.text == target.text),
        _ => false,
    })
}
