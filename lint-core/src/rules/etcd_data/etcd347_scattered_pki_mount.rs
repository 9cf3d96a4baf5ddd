use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::etcd::Etcd;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::volume::{Mount, Volume, VolumeSource, clean};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD347",
    name: "scattered-pki-mount",
    summary: "etcd's container sees the keys of the whole cluster",
    severity: Severity::Warning,
    category: Category::Certificates,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd347_scattered_pki_mount.md"),
    check: Check::Etcd(check),
};

/// Folders of a control plane node that hold `ca.key` and `sa.key`, themselves or further down.
const TOO_WIDE: [&str; 4] = ["/", "/etc", "/etc/kubernetes", "/etc/kubernetes/pki"];

fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    let Some((workload, container)) = cx.home(etcd) else { return };
    for mount in &container.mounts {
        let Some(volume) = workload.volumes.iter().find(|volume| volume.name == mount.volume) else {
            continue;
        };
        let Some(path) = node_path(volume, mount).filter(|path| TOO_WIDE.contains(&path.as_str())) else {
            continue;
        };
        let message = message!(
            "the container sees {} of the node: with ca.key and sa.key whoever breaks in owns the cluster",
            show(&path)
        );
        out.report(mount.place.clone(), message)
            .label("wider than etcd needs")
            .related(volume.place.clone(), "the folder of the node")
            .fix(Fix::advice("mount /etc/kubernetes/pki/etcd only, read-only"));
    }
}

/// The path on the node that a mount shows.
fn node_path(volume: &Volume, mount: &Mount) -> Option<String> {
    volume.sources.iter().find_map(|source| match source {
        VolumeSource::HostPath { path, .. } => Some(clean(&format!("{path}/{}", mount.sub_path))),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use crate::testing::pod::{Pod, found};

    #[test]
    fn paths() {
        let warning: &[&str] = &["ETCD347 warning"];
        let table: [(&str, &str, &[&str]); 9] = [
            ("hostPath: {path: /etc/kubernetes/pki}", "", warning),
            ("hostPath: {path: /etc/kubernetes/pki/}", "", warning),
            ("hostPath: {path: /etc/kubernetes}", "", warning),
            ("hostPath: {path: /etc}", "", warning),
            ("hostPath: {path: /}", "", warning),
            ("hostPath: {path: /etc/kubernetes}", "subPath: pki", warning),
            ("hostPath: {path: /etc/kubernetes/pki}", "subPath: etcd", &[]),
            ("hostPath: {path: /etc/kubernetes/pki/etcd}", "", &[]),
            ("secret: {secretName: pki}", "", &[]),
        ];
        for (volume, sub_path, expected) in table {
            let pod = Pod::etcd()
                .container(&format!("volumeMounts: [{{name: pki, mountPath: /pki, {sub_path}}}]"))
                .pod(&format!("volumes: [{{name: pki, {volume}}}]"));
            assert_eq!(found(&pod, "ETCD347"), expected, "{volume} {sub_path}");
        }
    }
}
