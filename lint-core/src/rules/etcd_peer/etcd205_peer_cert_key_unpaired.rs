use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::model::etcd::{Etcd, Side};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::rules::etcd_client::etcd105_client_cert_key_unpaired::Unpaired;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD205",
    name: "peer-cert-key-unpaired",
    summary: "only one of --peer-cert-file and --peer-key-file is set",
    severity: Severity::Error,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &["CIS 2.4", "STIG V-242432", "STIG V-242433"],
    since: "0.1.0",
    page: page!("etcd205_peer_cert_key_unpaired.md"),
    check: Check::Etcd(check),
};

// Other than for clients, the scheme does not matter: etcd loads the pair to dial other members, too.
fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    if let Some(unpaired) = Unpaired::of(etcd, Side::Peer) {
        unpaired.report(out);
    }
}
