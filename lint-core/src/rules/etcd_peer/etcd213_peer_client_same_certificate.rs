use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::model::etcd::Etcd;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::volume::clean;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD213",
    name: "peer-client-same-certificate",
    summary: "one certificate serves clients and peers",
    severity: Severity::Info,
    category: Category::InTransit,
    opt_in: true,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd213_peer_client_same_certificate.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    if names_same_file(etcd, "cert-file", "peer-cert-file") {
        out.report(
            etcd.place_of_value("peer-cert-file"),
            "one certificate serves clients and peers: who steals its key can pose as etcd in both roles",
        )
        .label("serves clients, too")
        .related(etcd.place_of_value("cert-file"), "the same file");
    }
}

/// Whether two options are set to one path.
pub(super) fn names_same_file(etcd: &Etcd, one: &str, other: &str) -> bool {
    let path = |flag| etcd.text(flag).filter(|path| !path.is_empty()).map(|path| clean(&path));
    path(one).is_some_and(|one| path(other) == Some(one))
}
