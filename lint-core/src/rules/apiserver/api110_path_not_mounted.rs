use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::apiserver::Apiserver;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::volume::{VolumeSource, clean};
use crate::subject::workload::{Container, Mounted, Workload};

pub(crate) static RULE: Rule = Rule {
    id: "API110",
    name: "path-not-mounted",
    summary: "a file that kube-apiserver is told to read is in no volume",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("api110_path_not_mounted.md"),
    check: Check::Apiserver(check),
};

/// The flags that name the files of etcd and of encryption.
const FILES: [&str; 4] = ["encryption-provider-config", "etcd-cafile", "etcd-certfile", "etcd-keyfile"];

fn check(apiserver: &Apiserver, cx: &Context, out: &mut Findings) {
    let (workload, container) = cx.inventory.home(apiserver.home);
    // k3s and RKE2 write their files themselves.
    if apiserver.embedded.is_some() || is_excerpt(workload, container) {
        return;
    }
    let mut folders: Vec<String> = Vec::new();
    for flag in FILES {
        let Some(path) = apiserver.text(flag).filter(|path| path.starts_with('/')) else { continue };
        match workload.mount_of(container, &path) {
            None => {
                // One mount mends all files of a folder.
                let folder = clean(&format!("{path}/.."));
                if !folders.contains(&folder) {
                    report_unmounted(apiserver, flag, &path, out);
                    folders.push(folder);
                }
            }
            Some(mounted) if mounted.is_left_out() => report_left_out(apiserver, flag, &path, &mounted, out),
            Some(mounted) => report_folder(apiserver, flag, &path, &mounted, out),
        }
    }
}

/// Whether the manifest shows only a part of the pod: no kube-apiserver runs without any volume.
fn is_excerpt(workload: &Workload, container: &Container) -> bool {
    container.mounts.is_empty() && workload.volumes.is_empty()
}

fn report_unmounted(apiserver: &Apiserver, flag: &str, path: &str, out: &mut Findings) {
    let message = message!(
        "{} is not inside any volumeMount: kube-apiserver will not start (\"no such file or directory\")",
        show(path)
    );
    out.report(apiserver.place_of(flag), message)
        .label("not in the container")
        .fix(Fix::advice("mount the folder of the file"));
}

/// A file that the `items` of a volume do not name.
fn report_left_out(apiserver: &Apiserver, flag: &str, path: &str, mounted: &Mounted, out: &mut Findings) {
    let message = message!(
        "no item of the volume there is the file {}: kube-apiserver will not start (\"no such file or directory\")",
        show(path)
    );
    let finding = out.report(apiserver.place_of(flag), message);
    finding.label("not in the volume").fix(Fix::advice("name the file's key among the volume's items"));
    if let Some(volume) = mounted.volume {
        finding.related(volume.place.clone(), "shows other files only");
    }
}

/// A file that is mounted as a folder.
fn report_folder(apiserver: &Apiserver, flag: &str, path: &str, mounted: &Mounted, out: &mut Findings) {
    let [VolumeSource::HostPath { kind, .. }] = mounted.sources() else { return };
    if !mounted.rest.is_empty() || !mounted.mount.sub_path.is_empty() {
        return;
    }
    let message = match kind.as_str() {
        "DirectoryOrCreate" => message!(
            "{} is mounted with type DirectoryOrCreate: where the file is missing the kubelet makes a folder, which cannot be read",
            show(path)
        ),
        "Directory" => message!(
            "{} is mounted with type Directory: the kubelet does not mount a file so, and the pod does not start",
            show(path)
        ),
        _ => return,
    };
    out.report(mounted.mount.place.clone(), message)
        .related(apiserver.place_of(flag), "read as a file")
        .fix(Fix::advice("mount the folder of the file, or use type File"));
}
