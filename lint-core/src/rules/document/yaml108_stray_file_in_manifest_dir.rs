use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::inventory::Held;
use crate::message;
use crate::message::show;
use crate::model::etcd::Config;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "YAML108",
    name: "stray-file-in-manifest-dir",
    summary: "a file among the static pods is a second copy of a pod, or none",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("yaml108_stray_file_in_manifest_dir.md"),
    check: Check::Document(check),
};

fn check(held: &Held, context: &Context, out: &mut Findings) {
    let inventory = context.inventory;
    let name = &inventory.inputs[held.input].name;
    let Some(file) = file_in_manifests(name) else { return };
    if held.carried.is_some() || file.starts_with('.') {
        return;
    }
    let id = held.id;
    let place = held.text_at(0);
    if inventory.encryptions.iter().any(|one| one.document == id) {
        out.report(place, message!("kubelet reads every file here as a pod and logs an error for {}: keep the EncryptionConfiguration elsewhere", show(file)))
            .severity(Severity::Warning);
    } else if inventory
        .etcds
        .iter()
        .any(|one| matches!(&one.config, Config::Given(config) if config.document == id))
    {
        out.report(place, message!("kubelet reads every file here as a pod and logs an error for {}: keep etcd's configuration elsewhere", show(file)))
            .severity(Severity::Warning);
    } else if !is_manifest(file) && inventory.workloads.iter().any(|one| one.document == id) {
        out.report(place, message!("{} is a live static pod too: kubelet reads every file here, so the old copy competes with the new one", show(file)));
    }
}

/// The file's name, if it lies in a folder named as kubelet's usually is.
fn file_in_manifests(name: &str) -> Option<&str> {
    let (folder, file) = name.rsplit_once(['/', '\\'])?;
    let folder = folder.rsplit(['/', '\\']).next()?;
    (folder == "manifests").then_some(file)
}

fn is_manifest(file: &str) -> bool {
    [".yaml", ".yml", ".json"].iter().any(|ending| file.ends_with(ending))
}
