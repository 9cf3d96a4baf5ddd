use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::model::etcd::{Etcd, Side};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::rules::etcd_client::etcd103_client_tls_flags_without_https::Ignored;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD203",
    name: "peer-tls-flags-without-https",
    summary: "TLS options for peers are set, but no peer URL is https",
    severity: Severity::Error,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &["CIS 2.4", "CIS 2.5", "STIG V-242426", "STIG V-242432", "STIG V-242433"],
    since: "0.1.0",
    page: page!("etcd203_peer_tls_flags_without_https.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    if let Some(ignored) = Ignored::of(etcd, Side::Peer) {
        ignored
            .report(
                out,
                "peer TLS options are set but every peer URL is http://, so etcd ignores them when it \
                 listens: Raft and membership stay open",
            )
            .fix(Fix::advice("set --listen-peer-urls and --initial-advertise-peer-urls to https URLs"));
    }
}
