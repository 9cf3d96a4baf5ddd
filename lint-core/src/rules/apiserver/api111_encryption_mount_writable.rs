use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix, Scalar};
use crate::message;
use crate::message::show;
use crate::model::apiserver::Apiserver;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::Place;
use crate::subject::volume::Mount;

pub(crate) static RULE: Rule = Rule {
    id: "API111",
    name: "encryption-mount-writable",
    summary: "kube-apiserver could write to its encryption or etcd files",
    severity: Severity::Info,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("api111_encryption_mount_writable.md"),
    check: Check::Apiserver(check),
};

/// The flags whose files kube-apiserver only reads.
const READ_ONLY: [&str; 4] = ["encryption-provider-config", "etcd-cafile", "etcd-certfile", "etcd-keyfile"];

fn check(apiserver: &Apiserver, cx: &Context, out: &mut Findings) {
    let (workload, container) = cx.inventory.home(apiserver.home);
    let mut seen: Vec<&Place> = Vec::new();
    for flag in READ_ONLY {
        let Some(path) = apiserver.text(flag) else { continue };
        let Some(mounted) = workload.mount_of(container, &path) else { continue };
        let mount = mounted.mount;
        if mount.read_only || seen.contains(&&mount.place) {
            continue;
        }
        seen.push(&mount.place);
        out.report(
            mount.place.clone(),
            message!(
                "{} can be written by kube-apiserver, which only reads {} there",
                show(&mount.path),
                show(&path)
            ),
        )
        .label("not read-only")
        .related(apiserver.place_of(flag), "read from there")
        .fix(Fix::safe("mount it read-only", vec![read_only(mount, cx)]));
    }
}

fn read_only(mount: &Mount, cx: &Context) -> Edit {
    match cx.at(&mount.place).and_then(|mount| mount.get("readOnly")) {
        Some(field) => Edit::Replace { place: field.place(), value: Scalar::Bare("true") },
        None => Edit::Add { place: mount.place.clone(), key: "readOnly".to_owned(), value: true.into() },
    }
}
