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
    fix: FixKind::Manual,
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
    let tolerations = pod.get("tolerations");
    let is_tolerant =
        |keys: &[&str]| tolerations.iter().flat_map(Cursor::items).any(|one| tolerates(&one, keys));
    let (severity, message) = match selection {
        Selection::Other => return,
        Selection::None => (
            Severity::Error,
            message!(
                "nothing keeps the pod on a control plane node, but it needs {}: elsewhere every run fails",
                need
            ),
        ),
        Selection::ControlPlane if is_tolerant(&[ROLES[0]]) => return,
        Selection::ControlPlane if is_tolerant(&ROLES) => (
            Severity::Warning,
            message!(
                "only the taint node-role.kubernetes.io/master is tolerated, which Kubernetes 1.25 replaced: the \
                 pod stays pending where nodes have the new one"
            ),
        ),
        Selection::ControlPlane => (
            Severity::Error,
            message!(
                "the pod is meant for control plane nodes but does not tolerate their taint: it stays pending"
            ),
        ),
    };
    out.report(place, message)
        .severity(severity)
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

/// Which nodes a pod asks for: the later, the more likely a control plane node.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Selection {
    /// Any, or those of another role.
    None,
    /// Some, by something else than the role.
    Other,
    ControlPlane,
}

impl Selection {
    /// What a pod requires. What it only prefers keeps it nowhere.
    fn of(pod: &Cursor) -> Selection {
        const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
        let labels = pod.get("nodeSelector").into_iter().flat_map(|labels| labels.entries());
        let by_labels =
            labels.map(|(key, value)| Selection::by(key, "Exists", value.node.as_str() == Some("true")));
        // One term is enough: the least of them counts.
        let terms = pod.at(&["affinity", "nodeAffinity", REQUIRED, "nodeSelectorTerms"]);
        let by_node =
            terms.into_iter().flat_map(|terms| terms.items()).map(|term| Selection::of_term(&term)).min();
        // The pod that it has to be near may be an etcd.
        let near = pod.at(&["affinity", "podAffinity", REQUIRED]);
        let by_pod = near.and_then(|terms| terms.items().next()).map(|_| Selection::Other);
        by_labels.chain(by_node).chain(by_pod).max().unwrap_or(Selection::None)
    }

    /// What a term of a node affinity asks for, all of which has to hold.
    fn of_term(term: &Cursor) -> Selection {
        let lists = ["matchExpressions", "matchFields"].into_iter().filter_map(|key| term.get(key));
        let asked = lists.flat_map(|list| list.items()).map(|one| {
            let text = |key| one.str(key).unwrap_or_default();
            let is_true = one
                .get("values")
                .iter()
                .flat_map(Cursor::items)
                .any(|value| value.node.as_str() == Some("true"));
            Selection::by(text("key"), text("operator"), is_true)
        });
        asked.max().unwrap_or(Selection::None)
    }

    /// k3s and RKE2 give the label the value `true`, and their nodes no taint.
    fn by(label: &str, operator: &str, is_true: bool) -> Selection {
        match operator {
            _ if !ROLES.contains(&label) => Selection::Other,
            "Exists" | "In" if is_true => Selection::Other,
            "Exists" | "In" => Selection::ControlPlane,
            "DoesNotExist" | "NotIn" => Selection::None,
            _ => Selection::Other,
        }
    }
}

/// Whether a toleration covers a taint with one of these keys, no value and the effect `NoSchedule`. An empty key
/// stands for all keys.
fn tolerates(toleration: &Cursor, keys: &[&str]) -> bool {
    let text = |key| toleration.str(key).unwrap_or_default();
    let exists = text("operator") == "Exists";
    let covers_key = match text("key") {
        "" => exists,
        key => keys.contains(&key) && (exists || text("value").is_empty()),
    };
    covers_key && matches!(text("effect"), "" | "NoSchedule")
}
