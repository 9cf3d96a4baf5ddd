use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::certificates::{Certificate, Holder, PemFile};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "CRT112",
    name: "ca-private-key-in-secret",
    summary: "the private key of a CA lies in a Secret",
    severity: Severity::Warning,
    category: Category::Certificates,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("crt112_ca_private_key_in_secret.md"),
    check: Check::Pem(check),
};

fn check(pem: &PemFile, cx: &Context, out: &mut Findings) {
    if pem.holder != Holder::Secret {
        return;
    }
    let Some((block, key)) = pem.private_key() else { return };
    let is_its_key = |ca: &&Certificate| Some(ca.public_key) == key.public_key;
    let Some(ca) = cx.inventory.authorities().find(is_its_key) else { return };
    // Cluster API cannot work without it.
    let is_cluster_api = cx.inventory.secret_type(pem) == Some("cluster.x-k8s.io/secret");
    out.report(
        block.place.clone(),
        message!(
            "the private key of the CA {} lies in a Secret: whoever reads it can make certificates for anybody",
            show(&ca.subject.text)
        ),
    )
    .severity(if is_cluster_api { Severity::Info } else { Severity::Warning })
    .label("the key of a CA");
}
