use super::fate::Fate;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::backup::{Backup, Storage};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "BAK109",
    name: "ephemeral-destination",
    summary: "the snapshot ends with the pod that saved it",
    severity: Severity::Error,
    category: Category::Backup,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("bak109_ephemeral_destination.md"),
    check: Check::Backup(check),
};

fn check(backup: &Backup, _: &Context, out: &mut Findings) {
    for (step, save) in backup.saves() {
        let Some(target) = &save.target else { continue };
        if !matches!(Fate::of(backup, step, save), Fate::Ephemeral) {
            continue;
        }
        let path = show(&target.text);
        let (message, label) = match save.location.storage {
            Storage::EmptyDir => (
                message!("{} lies in an emptyDir and nothing takes it out: it ends with the pod", path),
                "gone when the pod is",
            ),
            Storage::ReadOnly => (
                message!(
                    "{} lies in a volume that cannot be written to: etcdctl exits, and nothing is saved",
                    path
                ),
                "read-only",
            ),
            _ => (
                message!("{} lies on no volume and nothing takes it out: it ends with the container", path),
                "gone when the pod is",
            ),
        };
        out.report(target.place.clone(), message).label(label);
    }
}
