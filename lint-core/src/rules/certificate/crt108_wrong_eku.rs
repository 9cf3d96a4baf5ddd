use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::certificates::{Credential, Role, Usage};
use crate::model::etcd::{Etcd, Side};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "CRT108",
    name: "wrong-eku",
    summary: "a certificate may not be used as it is used",
    severity: Severity::Error,
    category: Category::Certificates,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("crt108_wrong_eku.md"),
    check: Check::Credential(check),
};

const SERVER: &str = "serverAuth";
const CLIENT: &str = "clientAuth";

fn check(credential: &Credential, cx: &Context, out: &mut Findings) {
    let (Some(role), Some(leaf)) = (credential.role, cx.inventory.leaf_of(credential)) else { return };
    let lacks = |usage| !leaf.certificate.allows(usage);
    let is_opened = cx.inventory.opens_certificate(credential.user) != Some(false);
    // Where no server is seen the defaults hold.
    let user = cx.inventory.etcd_of(credential.user);
    let etcd = user.map(|(etcd, _)| etcd);
    let is_shown_by_gateway = etcd.is_none_or(Etcd::gateway_shows_certificate);
    let is_shown_to_members = etcd.is_none_or(Etcd::dials_with_peer_certificate);
    let (severity, usage, what_follows) = match role {
        Role::Server if lacks(Usage::Server) && !is_opened => {
            (Severity::Warning, SERVER, "with an https URL every client would refuse it")
        }
        Role::Server if lacks(Usage::Server) => (Severity::Error, SERVER, "every client refuses it"),
        Role::Server if lacks(Usage::Client) && is_shown_by_gateway => {
            (Severity::Warning, CLIENT, "etcd's HTTP/JSON gateway, which dials etcd with it, fails")
        }
        Role::Peer if lacks(Usage::Server) => {
            (Severity::Error, SERVER, "members that dial this one refuse it")
        }
        Role::Peer if lacks(Usage::Client) && is_shown_to_members => {
            (Severity::Error, CLIENT, "members that this one dials refuse it")
        }
        Role::Client if lacks(Usage::Client) => match user {
            None => (Severity::Error, CLIENT, "etcd refuses it"),
            Some((etcd, side)) if etcd.transport(side).asks != Some(true) => return,
            Some((_, Side::Client)) => {
                (Severity::Warning, CLIENT, "etcd's HTTP/JSON gateway, which dials etcd with it, fails")
            }
            Some((_, Side::Peer)) => (Severity::Error, CLIENT, "members that this one dials refuse it"),
        },
        _ => return,
    };
    out.report(
        leaf.block.place.clone(),
        message!(
            "the {} certificate of {} lacks the extended key usage {}: {}",
            role,
            show(&leaf.certificate.subject.text),
            usage,
            what_follows
        ),
    )
    .severity(severity)
    .label("wrong key usage");
}
