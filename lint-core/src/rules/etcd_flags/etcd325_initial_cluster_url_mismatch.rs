//! ETCD325: what a member advertises, and what `initial-cluster` says of it.

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::etcd::{Etcd, Url};
use crate::model::etcd_url::{EtcdUrl, Host};
use crate::model::setting::Setting;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::rules::etcd_peer::membership::finds_others;

use super::argument::may_be_proxy;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD325",
    name: "initial-cluster-url-mismatch",
    summary: "initial-cluster has other URLs for the member than it advertises",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd325_initial_cluster_url_mismatch.md"),
    check: Check::Etcd(check),
};

const ADVERTISED: &str = "initial-advertise-peer-urls";

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    // A member that joins a cluster has told it its URLs before.
    let joins = etcd.text("initial-cluster-state").is_some_and(|state| state == "existing");
    if joins || may_be_proxy(etcd) {
        return;
    }
    let Some(advertised) = Advertised::by(etcd) else { return };
    let names = names(etcd);
    let Some(mismatch) = names.iter().map(|name| listed(etcd, name)).collect::<Option<Vec<_>>>() else {
        return;
    };
    if !mismatch.iter().all(|listed| !listed.is_empty() && advertised.differ_from(listed)) {
        return;
    }
    let Some((name, listed)) = names.iter().zip(mismatch).next() else { return };
    let only_listed = listed.iter().find(|url| !advertised.may_have(url));
    let only_advertised = advertised.urls.iter().find(|url| !has(&listed, url));
    let message = match (only_listed, only_advertised) {
        (Some(url), _) => message!(
            "a new member does not start: --initial-cluster has {}={} but missing from \
             --initial-advertise-peer-urls",
            show(name),
            show(&url.word.text)
        ),
        (None, Some(url)) if !url.is_default => message!(
            "a new member does not start: --initial-advertise-peer-urls has {} but missing from \
             --initial-cluster",
            show(&url.word.text)
        ),
        _ => message!(
            "a new member does not start: --initial-cluster has {} URLs for it, and it advertises {}",
            listed.len(),
            advertised.urls.len()
        ),
    };
    let Some(other) = only_listed.or_else(|| listed.first()) else { return };
    if other.is_default {
        out.report(etcd.place_of_value(ADVERTISED), message)
            .label("initial-cluster is not set, and only made of this for a member that has a name")
            .fix(Fix::advice("give the member a name with --name, or list it in --initial-cluster"));
        return;
    }
    let finding = out.report(other.word.place.clone(), message).label("what others are told");
    if !matches!(etcd.option(ADVERTISED), Setting::Unset) {
        finding.related(etcd.place_of_value(ADVERTISED), "what the member advertises");
    }
    finding.fix(Fix::advice("write the same URLs for this member in both"));
}

/// The name of the member; where it cannot be seen, all that it may have.
fn names(etcd: &Etcd) -> Vec<String> {
    let any = || etcd.initial_cluster().unwrap_or_default().into_iter().map(|(name, _)| name).collect();
    etcd.name().map_or_else(any, |name| vec![name])
}

/// The URLs of this member in `initial-cluster`, where etcd does not make that of those which it advertises.
fn listed(etcd: &Etcd, name: &str) -> Option<Vec<Url>> {
    // Who finds others in another way has no default.
    let has_none = matches!(etcd.option("initial-cluster"), Setting::Unset) && finds_others(etcd);
    if has_none || etcd.makes_initial_cluster() != Some(false) {
        return None;
    }
    let members = etcd.initial_cluster()?;
    Some(members.into_iter().filter(|(member, _)| member == name).map(|(_, url)| url).collect())
}

/// What the member advertises.
struct Advertised {
    urls: Vec<Url>,
    /// Whether it may be an address of the machine instead, with the scheme of the default.
    may_be_other: bool,
}

impl Advertised {
    fn by(etcd: &Etcd) -> Option<Advertised> {
        let urls = etcd.kept_urls(ADVERTISED)?;
        if !urls.is_empty() {
            return Some(Advertised { urls, may_be_other: false });
        }
        let may_be_other = etcd.peer.listeners.iter().any(Url::is_unspecified);
        etcd.peer.sees_all.then(|| Advertised { urls: vec![etcd.default_peer_url()], may_be_other })
    }

    /// Whether the two lists are sure to have other URLs. Whatever the default comes to be, it is one.
    fn differ_from(&self, listed: &[Url]) -> bool {
        are_same(listed, &self.urls) == Some(false)
            && (!self.may_be_other || listed.len() > 1 || !listed.iter().any(|url| self.may_have(url)))
    }

    fn may_have(&self, url: &Url) -> bool {
        has(&self.urls, url) || self.may_be_other && !url.is_secure() && !url.is_loopback()
    }
}

/// Whether two lists have the same URLs, in whatever order; `None` where only looking names up would tell.
fn are_same(one: &[Url], other: &[Url]) -> Option<bool> {
    let parsed = |urls: &[Url]| urls.iter().map(|url| url.get().cloned()).collect::<Option<Vec<_>>>();
    let (one, mut rest) = (parsed(one)?, parsed(other)?);
    if one.iter().chain(&rest).any(|url| !url.word.is_known()) {
        return None;
    }
    if one.len() != rest.len() {
        return Some(false);
    }
    let is_named = one.iter().chain(&rest).any(has_name);
    for url in &one {
        match rest.iter().position(|other| is_same(url, other)) {
            Some(at) => drop(rest.remove(at)),
            None => {
                // A name can be any host, but no other scheme or port.
                let may_be = |other: &EtcdUrl| (url.scheme, url.port) == (other.scheme, other.port);
                return (!is_named || !rest.iter().any(may_be)).then_some(false);
            }
        }
    }
    Some(true)
}

fn has(urls: &[Url], wanted: &Url) -> bool {
    urls.iter().any(|url| url.get().zip(wanted.get()).is_some_and(|(one, other)| is_same(one, other)))
}

fn is_same(one: &EtcdUrl, other: &EtcdUrl) -> bool {
    (one.scheme, &one.host, one.port) == (other.scheme, &other.host, other.port)
}

/// Whether etcd asks for the address of a host. It does not for `localhost`.
fn has_name(url: &EtcdUrl) -> bool {
    match &url.host {
        Host::Name(name) => name != "localhost",
        Host::Ip(_) => false,
        Host::Empty | Host::Unknown => true,
    }
}
