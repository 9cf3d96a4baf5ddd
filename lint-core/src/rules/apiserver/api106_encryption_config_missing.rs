use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::apiserver::Apiserver;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::workload::Workload;

pub(crate) static RULE: Rule = Rule {
    id: "API106",
    name: "encryption-config-missing",
    summary: "kube-apiserver does not encrypt anything at rest",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &["CIS 1.2.27", "STIG V-274882", "NSA Secrets"],
    since: "0.1.0",
    page: page!("api106_encryption_config_missing.md"),
    check: Check::Apiserver(check),
};

const FLAG: &str = "encryption-provider-config";

/// Where k3s looks for its configuration unless it is told otherwise.
const CONFIG_FILES: [&str; 2] = ["/etc/rancher/k3s/config.yaml", "/etc/rancher/k3s/config.yaml.d/any"];

fn check(apiserver: &Apiserver, cx: &Context, out: &mut Findings) {
    let (workload, container) = cx.inventory.home(apiserver.home);
    match apiserver.embedded {
        Some(server) => {
            let reads_file = CONFIG_FILES.iter().any(|file| workload.mount_of(container, file).is_some());
            let is_set = apiserver.flags.last(FLAG).is_some();
            if server.encrypts_secrets == Some(false) && !is_set && !reads_file {
                out.report(
                    apiserver.place.clone(),
                    message!("no --secrets-encryption: Secrets stand unencrypted in the datastore and in every backup"),
                )
                .fix(Fix::advice("start the cluster with --secrets-encryption"));
            }
        }
        None if apiserver.lacks(FLAG) && !is_managed(workload) && !only_reaches_etcd(apiserver) => {
            let finding = out.report(
                apiserver.place_of(FLAG),
                message!(
                    "no --encryption-provider-config: Secrets stand unencrypted in etcd and in every backup"
                ),
            );
            finding.fix(Fix::advice(
                "write an EncryptionConfiguration, mount it and set --encryption-provider-config",
            ));
            if apiserver.kubeadm.is_some() {
                finding.severity(Severity::Warning);
            }
        }
        None => {}
    }
}

/// Whether a ClusterConfiguration speaks of an external etcd, but not of kube-apiserver itself.
fn only_reaches_etcd(apiserver: &Apiserver) -> bool {
    apiserver.kubeadm.as_ref().is_some_and(|source| !source.args.has_section)
}

/// Whether an operator writes the manifest: then encryption is switched on in the operator's own resource.
fn is_managed(workload: &Workload) -> bool {
    let mut keys = workload.labels.iter().chain(&workload.annotations).map(|(key, _)| key.as_str());
    let is_openshift =
        workload.labels.iter().any(|(key, value)| key == "app" && value == "openshift-kube-apiserver");
    is_openshift || keys.any(|key| key.contains("kops.k8s.io/"))
}
