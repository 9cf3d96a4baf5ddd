use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::model::backup::Backup;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "BAK111",
    name: "unverified",
    summary: "nobody looks whether the snapshot is whole",
    severity: Severity::Warning,
    category: Category::Backup,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("bak111_unverified.md"),
    check: Check::Backup(check),
};

fn check(backup: &Backup, _: &Context, out: &mut Findings) {
    if backup.is_verified() || !backup.is_all_seen() {
        return;
    }
    for (_, save) in backup.saves() {
        out.report(
            save.call.place.clone(),
            "nothing checks the saved file: a damaged snapshot is noticed when it is needed",
        )
        .label("not checked afterwards")
        .fix(Fix::advice("restore it with etcdutl into a new directory, or run etcdutl snapshot status"));
    }
}
