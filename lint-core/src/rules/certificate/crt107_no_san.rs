use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::certificates::{Credential, San};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "CRT107",
    name: "no-san",
    summary: "a server certificate has no subject alternative name",
    severity: Severity::Error,
    category: Category::Certificates,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("crt107_no_san.md"),
    check: Check::Credential(check),
};

fn check(credential: &Credential, cx: &Context, out: &mut Findings) {
    let Some(role) = credential.role.filter(|role| role.serves()) else { return };
    let Some(leaf) = cx.inventory.leaf_of(credential) else { return };
    let has_host = leaf.certificate.sans.iter().any(|san| *san != San::Other);
    let is_ca = leaf.certificate.is_ca && !leaf.certificate.is_old;
    if is_ca || has_host {
        return;
    }
    let (severity, refuse) = match cx.inventory.opens_certificate(credential.user) {
        Some(false) => (Severity::Warning, "with an https URL clients in Go would refuse it"),
        _ => (Severity::Error, "clients in Go refuse it"),
    };
    out.report(
        leaf.block.place.clone(),
        message!(
            "the {} certificate of {} has no subject alternative name: {} whatever its common name is",
            role,
            show(&leaf.certificate.subject.text),
            refuse
        ),
    )
    .severity(severity)
    .label("no SAN");
}
