use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix, Scalar};
use crate::message;
use crate::message::show;
use crate::model::backup::{Backup, Save};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::Place;
use crate::subject::volume::{Mount, VolumeSource, clean};

pub(crate) static RULE: Rule = Rule {
    id: "BAK128",
    name: "over-privileged-job",
    summary: "the backup reaches more of the node than it needs",
    severity: Severity::Warning,
    category: Category::Certificates,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("bak128_over_privileged_job.md"),
    check: Check::Backup(check),
};

fn check(backup: &Backup, cx: &Context, out: &mut Findings) {
    for (step, save) in backup.saves().filter(|(step, _)| !step.is_remote) {
        let Some((workload, container)) = cx.workload_of(backup).zip(cx.container_of(backup, step)) else {
            continue;
        };
        check_key(save, out);
        let privileged = container.field(&["securityContext", "privileged"]);
        if cx.at(&privileged).and_then(|value| value.node.as_bool()) == Some(true) {
            out.report(privileged, "the container is privileged: it has the node, and needs one connection")
                .label("not needed to save")
                .fix(Fix::advice("remove privileged"));
        }
        for mount in &container.mounts {
            let volume = workload.volumes.iter().find(|volume| volume.name == mount.volume);
            let sources = volume.map_or(&[][..], |volume| &volume.sources);
            for source in sources {
                if let VolumeSource::HostPath { path, .. } = source {
                    check_mount(mount, &clean(&format!("{path}/{}", mount.sub_path)), save, cx, out);
                }
            }
        }
    }
}

/// Reports a key that does more than authenticate a client.
fn check_key(save: &Save, out: &mut Findings) {
    let setting = save.call.setting("key");
    let (Some(path), Some(fact)) = (setting.text(), setting.fact()) else { return };
    let name = path.rsplit('/').next().unwrap_or_default();
    if matches!(name, "server.key" | "peer.key" | "ca.key") {
        out.report(
            fact.place.clone(),
            message!("{} is a key of the member itself; a client's key is enough to save", show(name)),
        )
        .label("the member's own key")
        .fix(Fix::advice(
            "use healthcheck-client.crt and healthcheck-client.key, or a certificate for backups",
        ));
    }
}

fn check_mount(mount: &Mount, path: &str, save: &Save, cx: &Context, out: &mut Findings) {
    if matches!(path, "/" | "/etc" | "/etc/kubernetes" | "/etc/kubernetes/pki") {
        out.report(
            mount.place.clone(),
            message!(
                "the job sees {} of the node, and with it the keys of the cluster; three files of /etc/kubernetes/pki/etcd are enough",
                show(path)
            ),
        )
        .label("more than the job needs")
        .fix(Fix::advice("mount only the CA, the client's certificate and its key"));
    }
    let is_data = path == "/var/lib/etcd" || path.starts_with("/var/lib/etcd/");
    let saves_there = save.location.volume.as_ref() == Some(&mount.volume);
    if is_data && !mount.read_only && !saves_there {
        let read_only = Place::value(mount.place.document, mount.place.path.key("readOnly"));
        let edit = match cx.at(&read_only) {
            Some(_) => Edit::Replace { place: read_only, value: Scalar::Bare("true") },
            None => Edit::Add { place: mount.place.clone(), key: "readOnly".to_owned(), value: true.into() },
        };
        out.report(
            mount.place.clone(),
            "the job can write to etcd's data directory, which a save never needs",
        )
        .label("writable")
        .fix(Fix::safe("mount it read-only", vec![edit]));
    }
}
