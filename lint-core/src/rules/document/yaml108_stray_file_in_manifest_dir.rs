use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::inventory::Held;
use crate::message;
use crate::message::show;
use crate::model::etcd::Config;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::workload::Workload;

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
    let Some((folder, file)) = in_manifests(&inventory.inputs[held.input].name) else { return };
    if held.carried.is_some() || file.starts_with('.') || inventory.is_template(held.id) {
        return;
    }
    let id = held.id;
    let place = held.text_at(0);
    let is_of_kubelet = is_of_kubelet(folder);
    if let Some(pod) = inventory.workloads.iter().find(|one| one.document == id && one.object.kind == "Pod") {
        let twin = pods_in(folder, context).find(|(other, _)| is_same_pod(other, pod)).map(|(_, held)| held);
        let is_second =
            |twin: &Held| !is_manifest(file) || is_of_kubelet && twin.id.0 < id.0 && twin.input != held.input;
        match twin.filter(|twin| is_second(twin)) {
            Some(twin) => {
                out.report(place, message!("{} is a live static pod too: kubelet reads every file here, and of two copies of a pod one wins", show(file)))
                    .related(twin.text_at(0), "the other one");
            }
            None if is_of_kubelet && is_copy(file) => {
                out.report(
                    place,
                    message!(
                        "{} is a live static pod, whatever its ending: kubelet reads every file here",
                        show(file)
                    ),
                )
                .severity(Severity::Warning);
            }
            None => {}
        }
        return;
    }
    let is_etcd = |config: &Config| matches!(config, Config::Given(config) if config.document == id);
    let what = if inventory.encryptions.iter().any(|one| one.document == id) {
        "the EncryptionConfiguration"
    } else if inventory.etcds.iter().any(|one| is_etcd(&one.config)) {
        "etcd's configuration"
    } else {
        return;
    };
    // A folder of that name may be any in a repository.
    if is_of_kubelet || pods_in(folder, context).next().is_some() {
        out.report(
            place,
            message!(
                "kubelet reads every file here as a pod and logs an error for {}: keep {} elsewhere",
                show(file),
                what
            ),
        )
        .severity(Severity::Warning);
    }
}

/// The folder and the name of a file, if the folder is named as kubelet's usually is.
fn in_manifests(name: &str) -> Option<(&str, &str)> {
    let (folder, file) = name.rsplit_once(['/', '\\'])?;
    let last = folder.rsplit(['/', '\\']).next()?;
    matches!(last, "manifests" | "pod-manifests").then_some((folder, file))
}

/// Whether a folder is sure to be kubelet's: that of kubeadm and kOps, or of RKE2.
fn is_of_kubelet(folder: &str) -> bool {
    folder.ends_with("etc/kubernetes/manifests") || folder.ends_with("agent/pod-manifests")
}

/// The pods in the files of a folder.
fn pods_in<'a>(folder: &'a str, context: &Context<'a>) -> impl Iterator<Item = (&'a Workload, &'a Held)> {
    let inventory = context.inventory;
    let pods = inventory.workloads.iter().filter(|one| one.object.kind == "Pod");
    pods.map(|one| (one, inventory.held(one.document))).filter(move |(_, held)| {
        let place = in_manifests(&inventory.inputs[held.input].name);
        held.carried.is_none() && place.is_some_and(|(other, file)| other == folder && !file.starts_with('.'))
    })
}

fn is_same_pod(one: &Workload, other: &Workload) -> bool {
    let id = |pod: &Workload| (pod.object.name.clone(), pod.object.namespace.clone());
    one.document != other.document && one.object.name.is_some() && id(one) == id(other)
}

/// kOps gives its manifests the ending `.manifest`.
const ENDINGS: [&str; 4] = [".yaml", ".yml", ".json", ".manifest"];

fn is_manifest(file: &str) -> bool {
    ENDINGS.iter().any(|ending| file.ends_with(ending))
}

/// Whether a name is that of a copy, as `etcd.yaml.bak`.
fn is_copy(file: &str) -> bool {
    !is_manifest(file) && ENDINGS.iter().any(|ending| file.contains(ending))
}

#[cfg(test)]
mod tests {
    use crate::inventory::Input;
    use crate::linter::Linter;
    use crate::settings::Settings;

    const ETCD: &str = "{apiVersion: v1, kind: Pod, metadata: {name: etcd}, spec: {containers: [{name: etcd, command: [etcd]}]}}";
    const OTHER: &str = "{apiVersion: v1, kind: Pod, metadata: {name: etcd-events}, spec: {containers: [{name: etcd, command: [etcd]}]}}";
    const KEYS: &str = "{apiVersion: apiserver.config.k8s.io/v1, kind: EncryptionConfiguration, resources: [{resources: [secrets], providers: [{identity: {}}]}]}";

    /// A folder, its files, and those that are found.
    type Row = (&'static str, &'static [(&'static str, &'static str)], &'static [&'static str]);

    /// What is found in the files of a folder.
    fn found(folder: &str, files: &[(&str, &str)]) -> Vec<String> {
        let mut linter = Linter::new(Settings::default());
        for (file, text) in files {
            linter.add_text(Input { name: format!("{folder}/{file}"), ..Input::default() }, text);
        }
        let own = linter.finish().findings.into_iter().filter(|finding| finding.rule.id == "YAML108");
        own.map(|finding| format!("{} {}", finding.site.file, finding.severity))
            .map(|found| found.trim_start_matches(folder).trim_start_matches('/').to_owned())
            .collect()
    }

    #[test]
    fn copies_and_other_files() {
        let (kubelet, git) = ("/etc/kubernetes/manifests", "deploy/manifests");
        let table: [Row; 19] = [
            (kubelet, &[("etcd.yaml", ETCD), ("etcd.yaml.bak", ETCD)], &["etcd.yaml.bak error"]),
            ("control-plane/manifests", &[("etcd.yaml", ETCD), ("old", ETCD)], &["old error"]),
            (kubelet, &[("etcd.yaml.bak", ETCD)], &["etcd.yaml.bak warning"]),
            (kubelet, &[("etcd.yaml", OTHER), ("etcd.yaml~", ETCD)], &["etcd.yaml~ warning"]),
            (kubelet, &[("etcd.yaml", ETCD), ("etcd.old.yaml", ETCD)], &["etcd.old.yaml error"]),
            // kOps, and files without an ending.
            (kubelet, &[("etcd-main.manifest", ETCD), ("etcd-events.manifest", OTHER)], &[]),
            (kubelet, &[("etcd", ETCD)], &[]),
            (kubelet, &[("etcd.yaml", ETCD), (".etcd.yaml.swp", ETCD)], &[]),
            (
                "/var/lib/rancher/rke2/agent/pod-manifests",
                &[("etcd.yaml.bak", ETCD)],
                &["etcd.yaml.bak warning"],
            ),
            // A folder of that name may be any.
            (git, &[("etcd.yaml.j2", ETCD)], &[]),
            (git, &[("a.yaml", ETCD), ("b.yaml", ETCD)], &[]),
            (git, &[("encryption.yaml", KEYS)], &[]),
            (git, &[("encryption.yaml", KEYS), ("etcd.yaml", ETCD)], &["encryption.yaml warning"]),
            (kubelet, &[("encryption.yaml", KEYS)], &["encryption.yaml warning"]),
            ("deploy", &[("etcd.yaml", ETCD), ("etcd.yaml.bak", ETCD)], &[]),
            ("deploy", &[("a/manifests/encryption.yaml", KEYS), ("b/manifests/etcd.yaml", ETCD)], &[]),
            ("manifests", &[("etcd.yaml", ETCD), ("etcd.bak", OTHER)], &[]),
            ("etc/kubernetes/manifests", &[("etcd.yaml.20260101", ETCD)], &["etcd.yaml.20260101 warning"]),
            (kubelet, &[("all.yaml", ETCD), ("keys.json", KEYS)], &["keys.json warning"]),
        ];
        for (folder, files, expected) in table {
            assert_eq!(found(folder, files), expected, "{folder}: {files:?}");
        }
    }
}
