use super::data_directory::Directory;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::{Message, show};
use crate::model::etcd::Etcd;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::volume::{VolumeSource, clean};
use crate::subject::workload::{Container, Mounted, Role, Workload};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD342",
    name: "data-dir-ephemeral",
    summary: "etcd's data is on nothing that outlives the pod",
    severity: Severity::Error,
    category: Category::Backup,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd342_data_dir_ephemeral.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    let Some((workload, container)) = cx.home(etcd) else { return check_file(etcd, out) };
    if is_helper(workload, container) {
        return;
    }
    let directories =
        [("data directory", Directory::data(etcd, cx)), ("WAL directory", Directory::log(etcd, cx))];
    for (what, directory) in directories {
        let Some(directory) = directory else { continue };
        // Where it may be in several places, it must get lost in each of them.
        let losses = directory
            .mounts(workload, container)
            .map(|mounted| Some((Loss::of(mounted.as_ref(), cx)?, mounted)));
        let Some((loss, mounted)) = losses.collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().next())
        else {
            continue;
        };
        let finding = out.report(directory.place.clone(), message(what, &directory, loss));
        finding.label(loss.label()).fix(Fix::advice(way_out(&directory, loss)));
        if loss == Loss::Inline {
            finding.severity(Severity::Warning);
        }
        if let Some(mounted) = mounted {
            finding.related(mounted.mount.place.clone(), "mounted here");
        }
    }
}

fn way_out(directory: &Directory, loss: Loss) -> &'static str {
    if loss == Loss::ReadOnly {
        "mount a volume there that can be written, without readOnly"
    } else if directory.is_default {
        "set --data-dir to a folder on a hostPath or a persistent volume"
    } else {
        "mount a hostPath or a persistent volume there"
    }
}

/// A file that stands alone tells the path on the node, and nothing of volumes.
fn check_file(etcd: &Etcd, out: &mut Findings) {
    let Some(path) = etcd.text("data-dir").filter(|path| is_emptied_at_boot(path)) else { return };
    let place = etcd.place_of("data-dir");
    let directory = Directory { paths: vec![path.clone()], written: path, place, is_default: false };
    out.report(directory.place.clone(), message("data directory", &directory, Loss::AtBoot))
        .label(Loss::AtBoot.label())
        .fix(Fix::advice("keep the data in /var/lib/etcd"));
}

/// Init containers and jobs restore or convert data on its way to a volume.
fn is_helper(workload: &Workload, container: &Container) -> bool {
    matches!(container.role, Role::Init | Role::Ephemeral)
        || matches!(workload.object.kind.as_str(), "Job" | "CronJob")
}

/// How data gets lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Loss {
    /// It is in the container.
    WithContainer,
    /// It is in a volume that goes with the pod.
    WithPod,
    /// It is in a directory of the node that is emptied at boot.
    AtBoot,
    /// It is in a volume that most drivers make for the pod.
    Inline,
    /// It cannot even be written.
    ReadOnly,
}

/// Directories of a node that are in memory or emptied at boot.
const EMPTIED_AT_BOOT: [&str; 4] = ["/tmp", "/run", "/var/run", "/dev/shm"];

impl Loss {
    /// A volume that the manifest does not declare is a claim template, or a mistake that the API
    /// server refuses.
    fn of(mounted: Option<&Mounted>, cx: &Context) -> Option<Loss> {
        let Some(mounted) = mounted else { return Some(Loss::WithContainer) };
        if mounted.mount.read_only {
            return Some(Loss::ReadOnly);
        }
        let volume = mounted.volume?;
        let at = cx.at(&volume.place);
        if at.as_ref().is_some_and(|volume| volume.get("ephemeral").is_some()) {
            return Some(Loss::WithPod);
        }
        let claim = at.as_ref().and_then(|volume| volume.get("persistentVolumeClaim"));
        if claim.is_some_and(|claim| claim.bool("readOnly") == Some(true)) {
            return Some(Loss::ReadOnly);
        }
        volume.sources.iter().find_map(|source| match source {
            VolumeSource::EmptyDir { .. } | VolumeSource::Ephemeral => Some(Loss::WithPod),
            VolumeSource::HostPath { path, .. } => is_emptied_at_boot(path).then_some(Loss::AtBoot),
            VolumeSource::ConfigMap(_) | VolumeSource::Secret(_) => Some(Loss::ReadOnly),
            VolumeSource::Other(kind) => match kind.as_str() {
                "csi" => Some(Loss::Inline),
                "image" | "downwardAPI" | "serviceAccountToken" => Some(Loss::ReadOnly),
                _ => None,
            },
            VolumeSource::Claim => None,
        })
    }

    fn label(self) -> &'static str {
        match self {
            Loss::WithContainer => "not on a volume",
            Loss::WithPod => "lives as long as the pod",
            Loss::AtBoot => "emptied when the node boots",
            Loss::Inline => "made for the pod",
            Loss::ReadOnly => "cannot be written",
        }
    }
}

fn is_emptied_at_boot(path: &str) -> bool {
    let path = clean(path);
    EMPTIED_AT_BOOT
        .iter()
        .any(|folder| path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

fn message(what: &'static str, directory: &Directory, loss: Loss) -> Message {
    let path = show(&directory.written);
    match loss {
        Loss::WithContainer if directory.is_default => message!(
            "without --data-dir etcd writes to {} in the container: all data is lost when the container is recreated",
            path
        ),
        Loss::WithContainer => {
            message!("{} {} is on no volume: all data is lost when the container is recreated", what, path)
        }
        Loss::WithPod => {
            message!(
                "{} {} is on a volume of the pod's own: all data is lost when the pod is recreated",
                what,
                path
            )
        }
        Loss::AtBoot => {
            message!(
                "{} {} is in a folder of the node that is emptied at boot: all data is lost then",
                what,
                path
            )
        }
        Loss::Inline => {
            message!("{} {} is on an inline csi volume, which most drivers delete with the pod", what, path)
        }
        Loss::ReadOnly => message!("{} {} is on a volume that cannot be written: etcd exits", what, path),
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::Settings;
    use crate::testing::pod::{Pod, found, found_in};

    const ERROR: &[&str] = &["ETCD342 error"];

    fn with_volume(volume: &str) -> Pod {
        Pod::etcd()
            .arg("--data-dir=/var/lib/etcd")
            .container("volumeMounts: [{name: data, mountPath: /var/lib}]")
            .pod(&format!("volumes: [{{name: data, {volume}}}]"))
    }

    #[test]
    fn volumes() {
        let table: [(&str, &[&str]); 18] = [
            ("hostPath: {path: /var/lib}", &[]),
            ("hostPath: {path: /var/tmp/etcd}", &[]),
            ("hostPath: {path: /tmp/etcd}", ERROR),
            ("hostPath: {path: /tmp}", ERROR),
            ("hostPath: {path: /tmpfs}", &[]),
            ("hostPath: {path: //run/etcd}", ERROR),
            ("persistentVolumeClaim: {claimName: etcd}", &[]),
            ("csi: {driver: disk.example.com}", &["ETCD342 warning"]),
            ("nfs: {server: a, path: /b}", &[]),
            ("persistentVolumeClaim: {claimName: etcd, readOnly: true}", ERROR),
            ("image: {reference: a}", ERROR),
            ("downwardAPI: {items: []}", ERROR),
            ("ephemeral: {volumeClaimTemplate: {spec: {}}}", ERROR),
            ("emptyDir: {}", ERROR),
            ("emptyDir: {medium: Memory}", ERROR),
            ("configMap: {name: etcd}", ERROR),
            ("secret: {secretName: etcd}", ERROR),
            ("projected: {sources: [{secret: {name: etcd}}]}", ERROR),
        ];
        for (volume, expected) in table {
            assert_eq!(found(&with_volume(volume), "ETCD342"), expected, "{volume}");
        }
    }

    #[test]
    fn a_mount_that_cannot_be_written() {
        let text = with_volume("hostPath: {path: /var/lib}").yaml();
        let text = text.replace("mountPath: /var/lib}", "mountPath: /var/lib, readOnly: true}");
        assert_eq!(found_in(&text, "ETCD342", Settings::default()), ERROR);
    }

    /// The working directory decides where `NAME.etcd` is.
    #[test]
    fn images_and_names() {
        let hidden = "    env:\n    - {name: ETCD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}\n";
        let table: [(&str, &str, bool, &[&str]); 13] = [
            ("gcr.io/etcd-development/etcd:v3.6.14", "/var/lib/etcd", false, &[]),
            ("quay.io/coreos/etcd:v3.6.14", "/var/lib/etcd", true, &[]),
            ("quay.io/coreos/etcd:v3.6.14", "/etcd-data", false, ERROR),
            ("quay.io/coreos/etcd:v3.6.14", "/etcd-data", true, ERROR),
            ("quay.io/coreos/etcd:v3.6.14", "/default.etcd", false, &[]),
            ("registry.k8s.io/etcd:3.6.14-0", "/var/lib/etcd", false, ERROR),
            ("registry.k8s.io/etcd:3.6.14-0", "/a.etcd", true, &[]),
            ("registry.k8s.io/build-image/debian-base:bookworm-v1.0.4", "/etcd-data", false, &[]),
            ("gcr.io/google-containers/etcd:3.4.3", "/etcd-data", false, ERROR),
            ("gcr.io/my-project/etcd:3.6.14", "/etcd-data", false, &[]),
            ("example.com/etcd:3.6.14", "/etcd-data", false, &[]),
            ("example.com/etcd:3.6.14", "/etcd-data", true, &[]),
            ("example.com/etcd:3.6.14", "", false, ERROR),
        ];
        for (image, mount, is_hidden, expected) in table {
            let mounts = format!("volumeMounts: [{{name: data, mountPath: {mount}}}]");
            let mut pod = Pod::etcd().image(image).pod("volumes: [{name: data, hostPath: {path: /data}}]");
            if !mount.is_empty() {
                pod = pod.container(&mounts);
            }
            let text = if is_hidden { pod.yaml().replace("    env:\n", hidden) } else { pod.yaml() };
            assert_eq!(
                found_in(&text, "ETCD342", Settings::default()),
                expected,
                "{image} {mount} {is_hidden}"
            );
        }
    }

    #[test]
    fn directories() {
        let table: [(&[&str], &[&str]); 9] = [
            (&["--data-dir=/data/etcd"], &[]),
            (&["--data-dir", "/data"], &[]),
            (&["--data-dir=/database"], ERROR),
            (&["--data-dir=/tmp/etcd"], ERROR),
            (&["--data-dir=data/etcd"], &[]),
            (&["--data-dir=$(DIR)/etcd"], ERROR),
            (&[], ERROR),
            (&["--data-dir="], ERROR),
            (&["--data-dir=/data", "--wal-dir=/wal"], ERROR),
        ];
        for (args, expected) in table {
            let pod = Pod::etcd()
                .args(args)
                .container("volumeMounts: [{name: data, mountPath: /data/}]")
                .pod("volumes: [{name: data, hostPath: {path: /data}}]");
            assert_eq!(found(&pod, "ETCD342"), expected, "{args:?}");
        }
    }

    #[test]
    fn what_is_not_known_is_not_reported() {
        let from_field = Pod::etcd().yaml().replace(
            "    env:\n",
            "    env:\n    - {name: ETCD_DATA_DIR, valueFrom: {fieldRef: {fieldPath: metadata.name}}}\n",
        );
        assert!(found_in(&from_field, "ETCD342", Settings::default()).is_empty());
        let file = Pod::etcd().arg("--config-file=/etc/etcd.yml");
        assert!(found(&file, "ETCD342").is_empty());
    }

    #[test]
    fn working_directory_and_images_with_a_default_of_their_own() {
        let mounted = |pod: Pod, path: &str| {
            pod.container(&format!("volumeMounts: [{{name: data, mountPath: {path}}}]"))
                .pod("volumes: [{name: data, persistentVolumeClaim: {claimName: etcd}}]")
        };
        let in_home = Pod::etcd().container("workingDir: /home/etcd");
        assert!(found(&mounted(in_home.clone(), "/home/etcd"), "ETCD342").is_empty());
        assert_eq!(found(&mounted(in_home, "/data"), "ETCD342"), ERROR);
        let bitnami = Pod::etcd().image("docker.io/bitnami/etcd:3.6.14");
        assert!(found(&mounted(bitnami, "/bitnami/etcd"), "ETCD342").is_empty());
    }

    #[test]
    fn helpers_are_exempt() {
        let pod = Pod::etcd().arg("--data-dir=/restore");
        assert_eq!(found(&pod, "ETCD342"), ERROR);
        let init = pod.yaml().replace("containers:", "initContainers:");
        assert!(found_in(&init, "ETCD342", Settings::default()).is_empty());
        let job = "{apiVersion: batch/v1, kind: Job, spec: {template: {spec: {containers: [{name: etcd, command: [etcd]}]}}}}";
        assert!(found_in(job, "ETCD342", Settings::default()).is_empty());
        let deployment = job.replace("Job", "Deployment");
        assert_eq!(found_in(&deployment, "ETCD342", Settings::default()), ERROR);
    }

    #[test]
    fn files_of_a_node() {
        let table: [(&str, &[&str]); 3] =
            [("/tmp/etcd", ERROR), ("/var/lib/etcd", &[]), ("default.etcd", &[])];
        for (path, expected) in table {
            let file = format!("data-dir: {path}\ninitial-cluster: a=https://10.0.0.4:2380\n");
            assert_eq!(found_in(&file, "ETCD342", Settings::default()), expected, "{path}");
        }
    }

    #[test]
    fn claim_templates_are_volumes() {
        let text = "{apiVersion: apps/v1, kind: StatefulSet, spec: {template: {spec: {containers: [
            {name: etcd, command: [etcd, --data-dir=/data], volumeMounts: [{name: data, mountPath: /data}]}]}},
            volumeClaimTemplates: [{metadata: {name: data}}]}}";
        assert!(found_in(text, "ETCD342", Settings::default()).is_empty());
    }
}
