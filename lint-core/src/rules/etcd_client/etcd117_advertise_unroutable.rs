use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::etcd::Etcd;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::rules::etcd_peer::membership::has_other_members;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD117",
    name: "advertise-unroutable",
    summary: "a member of a cluster advertises an address others cannot use",
    severity: Severity::Warning,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd117_advertise_unroutable.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    if !has_other_members(etcd) || is_on_one_host(etcd) {
        return;
    }
    for (flag, others) in [("advertise-client-urls", "clients"), ("initial-advertise-peer-urls", "peers")] {
        for url in etcd.urls(flag).unwrap_or_default() {
            if !url.is_loopback() && !url.is_unspecified() {
                continue;
            }
            out.report(
                url.place.clone(),
                message!(
                    "--{} tells {} to connect to {}, which leads them to themselves",
                    flag,
                    others,
                    show(&url.word.text)
                ),
            )
            .label("not reachable from other hosts")
            .fix(Fix::advice("advertise the member's own address or name"));
        }
    }
}

/// Whether all members share a host, as in a trial of several members.
fn is_on_one_host(etcd: &Etcd) -> bool {
    etcd.initial_cluster().is_some_and(|members| members.iter().all(|(_, url)| url.is_loopback()))
}
