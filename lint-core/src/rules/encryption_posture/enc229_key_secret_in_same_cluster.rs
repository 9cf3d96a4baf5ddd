use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::inventory::CarriedIn;
use crate::model::encryption::Encryption;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::carrier::Carrier;
use crate::subject::volume::VolumeSource;

pub(crate) static RULE: Rule = Rule {
    id: "ENC229",
    name: "key-secret-in-same-cluster",
    summary: "a Secret carries an EncryptionConfiguration",
    severity: Severity::Info,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("enc229_key_secret_in_same_cluster.md"),
    check: Check::Encryption(check),
};

/// The label of objects that belong to a cluster of Cluster API.
const CLUSTER_LABEL: &str = "cluster.x-k8s.io/cluster-name";

/// The type of Secrets that Cluster API keeps.
const CLUSTER_TYPE: &str = "cluster.x-k8s.io/secret";

fn check(encryption: &Encryption, cx: &Context, out: &mut Findings) {
    let Some(carried) = &cx.inventory.held(encryption.document).carried else { return };
    if carried.carrier != Carrier::Secret || is_of_cluster_api(carried, cx) || is_used(carried, cx) {
        return;
    }
    let message = match encryption.config.keys().next() {
        Some(_) => {
            "kube-apiserver cannot read its configuration from a Secret of its own cluster: \
             this is a copy of the key beside the data, or meant for another cluster"
        }
        None => {
            "kube-apiserver cannot read its configuration from a Secret of its own cluster: \
             this is a copy that nothing reads, or meant for another cluster"
        }
    };
    out.report(encryption.config.place.clone(), message).fix(Fix::advice(
        "keep the file on the control plane nodes, or label the Secret for the cluster it \
         is meant for",
    ));
}

fn is_of_cluster_api(carried: &CarriedIn, cx: &Context) -> bool {
    let Some(secret) = cx.inventory.object_of(carried) else { return false };
    secret.str("type") == Some(CLUSTER_TYPE) || secret.at(&["metadata", "labels", CLUSTER_LABEL]).is_some()
}

/// Whether it is plainly for another cluster: Cluster API takes a file of its nodes from it, or a hosted control
/// plane mounts it.
fn is_used(carried: &CarriedIn, cx: &Context) -> bool {
    cx.inventory.referenced.iter().any(|one| one.found.as_ref() == Some(&carried.place))
        || is_mounted(carried, cx)
}

/// A hosted control plane mounts the Secret of its management cluster.
fn is_mounted(carried: &CarriedIn, cx: &Context) -> bool {
    let is_this = |source: &VolumeSource| match source {
        VolumeSource::Secret(keys) => Some(&keys.name) == carried.object.name.as_ref(),
        _ => false,
    };
    cx.apiservers_near(carried.place.document).any(|apiserver| {
        let (workload, _) = cx.inventory.home(apiserver.home);
        workload.volumes.iter().flat_map(|volume| &volume.sources).any(is_this)
    })
}
