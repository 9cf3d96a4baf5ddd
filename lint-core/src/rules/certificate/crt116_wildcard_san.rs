use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::certificates::{Credential, San};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "CRT116",
    name: "wildcard-san",
    summary: "a certificate of etcd is for all hosts of a domain",
    severity: Severity::Warning,
    category: Category::Certificates,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("crt116_wildcard_san.md"),
    check: Check::Credential(check),
};

fn check(credential: &Credential, cx: &Context, out: &mut Findings) {
    let Some(role) = credential.role.filter(|role| role.serves()) else { return };
    let Some(leaf) = cx.inventory.leaf_of(credential) else { return };
    for san in &leaf.certificate.sans {
        let San::Dns(name) = san else { continue };
        if name.starts_with("*.") && !is_headless_service(name) {
            out.report(
                leaf.block.place.clone(),
                message!(
                    "the {} certificate is for {}: whoever has its key can pose as any host of that domain",
                    role,
                    show(name)
                ),
            )
            .label("a wildcard");
        }
    }
}

/// `*.NAME.NAMESPACE.svc`, perhaps with the cluster's domain: the pods of one StatefulSet.
fn is_headless_service(name: &str) -> bool {
    let labels: Vec<&str> = name.split('.').collect();
    matches!(labels.as_slice(), ["*", _, _, "svc", ..])
}
