use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::inventory::Leaf;
use crate::message;
use crate::message::show;
use crate::model::certificates::{Credential, Holder, Role, User};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "CRT120",
    name: "shared-leaf",
    summary: "one certificate is used by several",
    severity: Severity::Info,
    category: Category::Certificates,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("crt120_shared_leaf.md"),
    check: Check::Inventory(check),
};

fn check(cx: &Context, out: &mut Findings) {
    let inventory = cx.inventory;
    let used = inventory.credentials.iter().filter(|one| one.role.is_some_and(Role::is_leaf));
    let used: Vec<_> = used.filter_map(|one| Some((one, inventory.leaf_of(one)?))).collect();
    for (later, (credential, leaf)) in used.iter().enumerate() {
        let is_same = |(other, first): &&(&Credential, Leaf)| {
            first.certificate.fingerprint == leaf.certificate.fingerprint
                && are_apart(credential, other, leaf.file.holder)
        };
        let Some((other, first)) = used.iter().take(later).find(is_same) else { continue };
        let (Some(role), Some(first_role)) = (credential.role, other.role) else { continue };
        out.report_in(
            leaf.file.subject.clone(),
            leaf.block.place.clone(),
            message!(
                "the {} certificate of {} is also used as {} certificate elsewhere: one stolen key poses as both",
                role,
                show(&leaf.certificate.subject.text),
                first_role
            ),
        )
        .label("the same certificate")
        .related(first.block.place.clone(), "used here too");
    }
}

/// Whether two uses are of two files or by two servers. One file for both sides of a server is what
/// ETCD213 is about, and one file of a node that two manifests name is their node's, each time.
fn are_apart(a: &Credential, b: &Credential, holder: Holder) -> bool {
    let is_one_server = matches!((a.user, b.user), (User::Etcd(a, _), User::Etcd(b, _)) if a == b);
    let is_of_node = matches!(holder, Holder::File | Holder::NodeFile);
    a.certificate != b.certificate || a.user != b.user && !is_one_server && !is_of_node
}
