use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "BAK126",
    name: "no-backup-found",
    summary: "etcd runs here, and nothing saves it",
    severity: Severity::Info,
    category: Category::Backup,
    opt_in: true,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("bak126_no_backup_found.md"),
    check: Check::Inventory(check),
};

fn check(cx: &Context, out: &mut Findings) {
    if cx.inventory.backups.iter().any(|backup| backup.copies_data()) {
        return;
    }
    if let Some(etcd) = cx.inventory.etcds.iter().find(|etcd| etcd.home.is_some()) {
        out.report_in(
            etcd.subject.clone(),
            etcd.place.clone(),
            "nothing in the input saves snapshots of this etcd: what is lost here is lost",
        )
        .label("no backup found");
    }
}
