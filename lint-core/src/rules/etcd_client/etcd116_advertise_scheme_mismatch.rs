use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::etcd::{Etcd, Transport, Url};
use crate::model::etcd_url::Scheme;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD116",
    name: "advertise-scheme-mismatch",
    summary: "etcd announces a scheme to clients that it does not serve",
    severity: Severity::Warning,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd116_advertise_scheme_mismatch.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    for url in etcd.urls("advertise-client-urls").unwrap_or_default() {
        if !is_served_otherwise(&url, &etcd.client) {
            continue;
        }
        let (announced, served) = if url.is_secure() { ("https", "http") } else { ("http", "https") };
        out.report(
            url.place.clone(),
            message!(
                "{} is announced with {}, but etcd serves {} there: clients that follow the member list \
                 fail or talk in plain text",
                show(&url.word.text),
                announced,
                served
            ),
        )
        .label(message!("not {}", served))
        .fix(Fix::advice(message!("advertise an {} URL, or listen on {}", served, announced)));
    }
}

/// Whether the listeners that an announced URL leads to all have the other scheme.
///
/// Those are the ones with its port; a port that none has is taken for one of a load balancer that
/// leads to any of them.
pub(in crate::rules) fn is_served_otherwise(announced: &Url, transport: &Transport) -> bool {
    let is_seen = |url: &Url| url.scheme() != Scheme::Unknown && !url.is_unix() && url.port().is_some();
    if !is_seen(announced) || !transport.sees_all || !transport.listeners.iter().all(is_seen) {
        return false;
    }
    let has_port = transport.listeners.iter().any(|listener| listener.port() == announced.port());
    let mut led_to =
        transport.listeners.iter().filter(|listener| !has_port || listener.port() == announced.port());
    led_to.all(|listener| listener.is_secure() != announced.is_secure())
}
