use super::change;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::backup::{Action, Backup, Invocation};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "BAK105",
    name: "v2-backup",
    summary: "API version 2 is asked for, whose backups lack Kubernetes data",
    severity: Severity::Error,
    category: Category::Backup,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("bak105_v2_backup.md"),
    check: Check::Backup(check),
};

fn check(backup: &Backup, _: &Context, out: &mut Findings) {
    for step in &backup.steps {
        match &step.action {
            // From 3.6 on etcdctl does not look at ETCDCTL_API.
            Action::Save(save) if step.is_at_least(3, 6) != Some(true) => other_version(&save.call, out),
            Action::V2Backup(call) if call.is_on("with-v3") == Some(false) => {
                out.report(
                    call.place.clone(),
                    "etcdctl backup copies data of API version 2 only: even if it exits with 0, no Kubernetes \
                     object is in the copy",
                )
                .label("Kubernetes uses version 3")
                .fix(Fix::advice("use etcdctl snapshot save"));
            }
            _ => {}
        }
    }
}

/// Reports an `ETCDCTL_API` under which there is no `snapshot save`.
fn other_version(call: &Invocation, out: &mut Findings) {
    let setting = call.variable("ETCDCTL_API");
    let (Some(version), Some(fact)) = (setting.text(), setting.fact()) else { return };
    let message = match version {
        "3" => return,
        "2" => {
            message!("under ETCDCTL_API=2 etcdctl has no snapshot command: it exits, and nothing is saved")
        }
        _ => message!("etcdctl exits with \"unsupported API version {}\": nothing is saved", show(version)),
    };
    let edits = change::set_variable(call, "ETCDCTL_API", "3");
    out.report(fact.place.clone(), message)
        .label("snapshots need version 3")
        .fix(Fix::safe_or_advice("set ETCDCTL_API to 3", edits));
}
