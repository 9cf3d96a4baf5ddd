use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::model::etcd::{Etcd, Side};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::rules::etcd_client::etcd108_client_cert_auth_not_explicit::report;
use crate::settings::Profile;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD208",
    name: "peer-client-cert-auth-not-explicit",
    summary: "peers are authenticated only because a CA file is set",
    severity: Severity::Info,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[(Profile::Cis, Severity::Error), (Profile::Stig, Severity::Error)],
    fix: FixKind::Safe,
    controls: &["CIS 2.5", "STIG V-242426"],
    since: "0.1.0",
    page: page!("etcd208_peer_client_cert_auth_not_explicit.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    report(etcd, Side::Peer, out);
}
