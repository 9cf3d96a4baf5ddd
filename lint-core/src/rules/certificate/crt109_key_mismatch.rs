use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::certificates::{Credential, Role, User};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "CRT109",
    name: "key-mismatch",
    summary: "a private key belongs to another certificate",
    severity: Severity::Error,
    category: Category::Certificates,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("crt109_key_mismatch.md"),
    check: Check::Credential(check),
};

fn check(credential: &Credential, cx: &Context, out: &mut Findings) {
    let Some(leaf) = cx.inventory.leaf_of(credential) else { return };
    let Some((block, key)) = credential.key.and_then(|key| cx.inventory.pem(key)?.private_key()) else {
        return;
    };
    // A CA signs with the key of any certificate of its file; a server shows the first one.
    let is_ca =
        leaf.file.certificates().all(|(_, one)| one.is_ca) && !credential.role.is_some_and(Role::is_leaf);
    let count = if is_ca { usize::MAX } else { 1 };
    let is_its_own = |public| leaf.file.certificates().take(count).any(|(_, one)| one.public_key == public);
    let Some(public) = key.public_key.filter(|public| !is_its_own(*public)) else { return };
    let is_opened = cx.inventory.opens_certificate(credential.user);
    let what_follows = match (credential.user, is_opened) {
        (User::Etcd(..), Some(false)) => {
            "with an https URL etcd would exit with \"private key does not match public key\""
        }
        (User::Etcd(..), _) => "etcd exits with \"private key does not match public key\"",
        _ => "whatever loads the two fails",
    };
    out.report(
        block.place.clone(),
        message!(
            "the key (public part {}) is not that of the certificate of {} ({}): {}",
            public,
            show(&leaf.certificate.subject.text),
            leaf.certificate.public_key,
            what_follows
        ),
    )
    .severity(if is_opened == Some(false) { Severity::Warning } else { Severity::Error })
    .label("another certificate's key")
    .related(leaf.block.place.clone(), "the certificate");
}
