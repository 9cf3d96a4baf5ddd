use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::model::backup::Backup;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "BAK124",
    name: "no-retention",
    summary: "old snapshots are never deleted",
    severity: Severity::Info,
    category: Category::Backup,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("bak124_no_retention.md"),
    check: Check::Backup(check),
};

fn check(backup: &Backup, _: &Context, out: &mut Findings) {
    if backup.prunes() || !backup.is_all_seen() {
        return;
    }
    for (_, save) in backup.saves() {
        let Some(target) = &save.target else { continue };
        if save.adds_file() {
            out.report(
                target.place.clone(),
                "each run adds a file and none is deleted: the disk fills up, and a full disk stops etcd",
            )
            .label("kept for ever");
        }
    }
}
