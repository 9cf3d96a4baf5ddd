use super::fate::Fate;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::backup::{Backup, Storage};
use crate::model::etcd::Etcd;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "BAK110",
    name: "same-node-only",
    summary: "the snapshot stays on the machine that it should replace",
    severity: Severity::Warning,
    category: Category::Backup,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("bak110_same_node_only.md"),
    check: Check::Backup(check),
};

fn check(backup: &Backup, cx: &Context, out: &mut Findings) {
    for (_, save) in backup.saves() {
        let Some(target) = &save.target else { continue };
        let in_data =
            matches!(&save.location.storage, Storage::Machine(path) if is_data_dir(path, backup, cx));
        let stays = matches!(Fate::of(backup, save), Fate::Machine);
        if !in_data && !stays {
            continue;
        }
        let (severity, message, label) = if in_data {
            (
                Severity::Error,
                message!(
                    "{} lies in etcd's own data directory: it is lost with the data, and fills the disk of etcd",
                    show(&target.text)
                ),
                "in the data directory",
            )
        } else {
            (
                Severity::Warning,
                message!(
                    "{} stays on the machine that saved it: the backup is lost with the node",
                    show(&target.text)
                ),
                "no copy elsewhere",
            )
        };
        out.report(target.place.clone(), message).severity(severity).label(label);
    }
}

/// Whether a path of the machine lies in the data directory of kubeadm's etcd, or of one in the input.
fn is_data_dir(path: &str, backup: &Backup, cx: &Context) -> bool {
    let named = cx.etcds_near(backup.document).filter_map(|etcd| data_on_machine(etcd, cx));
    named.chain(["/var/lib/etcd".to_owned()]).filter(|folder| folder.len() > 1).any(|folder| {
        let folder = folder.trim_end_matches('/');
        path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// Where the data of an etcd lies on the machine, if it does. `--data-dir` is a path of its container.
fn data_on_machine(etcd: &Etcd, cx: &Context) -> Option<String> {
    let path = etcd.text("data-dir")?;
    match cx.home(etcd) {
        Some((workload, container)) => workload.mount_of(container, &path)?.node_path(),
        None => Some(path),
    }
}
