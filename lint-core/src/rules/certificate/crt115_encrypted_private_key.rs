use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::model::certificates::Content;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "CRT115",
    name: "encrypted-private-key",
    summary: "a private key is encrypted with a password",
    severity: Severity::Error,
    category: Category::Certificates,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("crt115_encrypted_private_key.md"),
    check: Check::Inventory(check),
};

fn check(cx: &Context, out: &mut Findings) {
    for (position, pem) in cx.inventory.pems.iter().enumerate() {
        let mut users = cx.inventory.credentials.iter().filter(|one| one.key == Some(position));
        let is_loaded =
            users.any(|one| one.role.is_some() && cx.inventory.opens_certificate(one.user) != Some(false));
        for block in &pem.blocks {
            if !matches!(block.content, Ok(Content::EncryptedKey)) {
                continue;
            }
            let (severity, message) = if is_loaded {
                (
                    Severity::Error,
                    "the private key is encrypted: etcd and kube-apiserver cannot ask for a password, and exit",
                )
            } else {
                (Severity::Warning, "the private key is encrypted: etcd and kube-apiserver could not load it")
            };
            out.report_in(pem.subject.clone(), block.place.clone(), message)
                .severity(severity)
                .label("encrypted");
        }
    }
}
