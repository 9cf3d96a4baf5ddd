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
        .fix(match may_be_written(apiserver, mount, cx) {
            true => Fix::suggested(TITLE, vec![read_only(mount, cx)]),
            false => Fix::safe(TITLE, vec![read_only(mount, cx)]),
        });
    }
}

const TITLE: &str = "mount it read-only";

/// The flags that name what kube-apiserver writes.
const WRITTEN: [&str; 4] = ["audit-log-path", "cert-dir", "log-dir", "log-file"];

/// Whether something else is written there, or somebody said that it may be.
fn may_be_written(apiserver: &Apiserver, mount: &Mount, cx: &Context) -> bool {
    let folder = mount.path.trim_end_matches('/');
    let is_below =
        |path: &str| path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let is_said = cx.at(&mount.place).is_some_and(|mount| mount.get("readOnly").is_some());
    is_said || WRITTEN.iter().any(|flag| apiserver.text(flag).is_some_and(|path| is_below(&path)))
}

fn read_only(mount: &Mount, cx: &Context) -> Edit {
    match cx.at(&mount.place).and_then(|mount| mount.get("readOnly")) {
        Some(field) => Edit::Replace { place: field.place(), value: Scalar::Bare("true") },
        None => Edit::Add { place: mount.place.clone(), key: "readOnly".to_owned(), value: true.into() },
    }
}
