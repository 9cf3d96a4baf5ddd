use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::certificates::{Certificate, Credential, PemFile, Role};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "CRT121",
    name: "client-cn-privileged",
    summary: "an etcd client certificate is also a cluster administrator",
    severity: Severity::Info,
    category: Category::Certificates,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("crt121_client_cn_privileged.md"),
    check: Check::Credential(check),
};

/// The group that kube-apiserver lets do everything, whatever RBAC says.
const MASTERS: &str = "system:masters";

fn check(credential: &Credential, cx: &Context, out: &mut Findings) {
    if credential.role != Some(Role::Client) {
        return;
    }
    let Some(leaf) = cx.inventory.leaf_of(credential) else { return };
    let is_master = leaf.certificate.subject.organizations.iter().any(|group| group == MASTERS);
    if !is_master || !is_of_cluster_ca(leaf.certificate, cx) {
        return;
    }
    out.report(
        leaf.block.place.clone(),
        message!(
            "the etcd client certificate of {} is in group system:masters and of the cluster's CA: with it one \
             is administrator of Kubernetes too",
            show(&leaf.certificate.subject.text)
        ),
    )
    .label("system:masters");
}

/// Whether the CA that kube-apiserver takes users from issued it: by name and key identifier where
/// that CA is in the input, else by the name that kubeadm gives it.
fn is_of_cluster_ca(certificate: &Certificate, cx: &Context) -> bool {
    let mut known = cluster_cas(cx).peekable();
    if known.peek().is_none() {
        return certificate.issuer.common_name.as_deref() == Some("kubernetes");
    }
    known.any(|ca| certificate.names_issuer(ca) && certificate.matches_key_of(ca))
}

fn cluster_cas<'a>(cx: &Context<'a>) -> impl Iterator<Item = &'a Certificate> {
    let inventory = cx.inventory;
    let named = inventory.credentials.iter().filter(|one| one.role == Some(Role::ClusterCa));
    let named = named.filter_map(|one| one.certificate);
    let trusted = inventory.apiservers.iter().filter_map(|apiserver| {
        inventory.pem_at(&apiserver.text("client-ca-file")?, Some(apiserver.home), apiserver.document)
    });
    named.chain(trusted).filter_map(|position| inventory.pem(position)).flat_map(PemFile::authorities)
}
