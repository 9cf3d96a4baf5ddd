use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::backup::{Backup, Save, Step};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::{Cursor, Place};
use crate::subject::volume::VolumeSource;

pub(crate) static RULE: Rule = Rule {
    id: "BAK114",
    name: "not-on-control-plane",
    summary: "the job may land on a node without etcd",
    severity: Severity::Error,
    category: Category::Backup,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Suggested,
    controls: &[],
    since: "0.1.0",
    page: page!("bak114_not_on_control_plane.md"),
    check: Check::Backup(check),
};

const ROLES: [&str; 2] = ["node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"];

fn check(backup: &Backup, cx: &Context, out: &mut Findings) {
    let Some(workload) = cx.workload_of(backup) else { return };
    // A Pod may be static, and is where its file is.
    if workload.object.kind == "Pod" || cx.runs_etcd(backup) {
        return;
    }
    let Some(pod) = cx.at(&workload.pod).filter(|pod| pod.get("nodeName").is_none()) else { return };
    let Some((place, need)) = backup.saves().find_map(|(step, save)| need(backup, step, save, cx)) else {
        return;
    };
    let selection = Selection::of(&pod);
    let is_tolerant = pod.get("tolerations").iter().flat_map(Cursor::items).any(|one| tolerates(&one));
    let message = match (selection, is_tolerant) {
        (Selection::Other, _) | (Selection::ControlPlane, true) => return,
        (Selection::None, _) => message!(
            "nothing keeps the pod on a control plane node, but it needs {}: elsewhere every run fails",
            need
        ),
        (Selection::ControlPlane, false) => message!(
            "the pod is meant for control plane nodes but does not tolerate their taint: it stays pending"
        ),
    };
    out.report(place, message)
        .label("only there on control plane nodes")
        .fix(Fix::advice("add nodeSelector and toleration for node-role.kubernetes.io/control-plane"));
}

/// What a save needs of a control plane node.
fn need(backup: &Backup, step: &Step, save: &Save, cx: &Context) -> Option<(Place, &'static str)> {
    let (workload, container) = (cx.workload_of(backup)?, cx.container_of(backup, step)?);
    if step.is_remote {
        return None;
    }
    let loopback = save.endpoints.iter().find(|endpoint| endpoint.is_loopback == Some(true));
    if let Some(endpoint) = loopback.filter(|_| workload.host_network) {
        return Some((endpoint.place.clone(), "the etcd on its loopback"));
    }
    let is_pki = |source: &VolumeSource| matches!(source, VolumeSource::HostPath { path, .. } if path == "/etc/kubernetes" || path.starts_with("/etc/kubernetes/pki"));
    let mount = container.mounts.iter().find(|mount| {
        let volume = workload.volumes.iter().find(|volume| volume.name == mount.volume);
        volume.is_some_and(|volume| volume.sources.iter().any(is_pki))
    })?;
    Some((mount.place.clone(), "the node's etcd certificates"))
}

/// Which nodes a pod asks for.
enum Selection {
    None,
    ControlPlane,
    Other,
}

impl Selection {
    fn of(pod: &Cursor) -> Selection {
        let labels = pod.get("nodeSelector");
        let has_role =
            labels.iter().flat_map(|l| l.entries().collect::<Vec<_>>()).any(|(key, _)| ROLES.contains(&key));
        if has_role {
            return Selection::ControlPlane;
        }
        let affinity = pod.at(&["affinity", "nodeAffinity"]);
        match (labels.is_some_and(|labels| labels.entries().next().is_some()), affinity) {
            (false, None) => Selection::None,
            (false, Some(affinity))
                if ROLES.iter().any(|role| affinity.node.to_json().to_string().contains(role)) =>
            {
                Selection::ControlPlane
            }
            _ => Selection::Other,
        }
    }
}

fn tolerates(toleration: &Cursor) -> bool {
    match toleration.str("key") {
        Some(key) => ROLES.contains(&key),
        None => toleration.str("operator") == Some("Exists"),
    }
}
