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

pub(crate) static RULE: Rule = Rule {
    id: "ETCD325",
    name: "initial-cluster-url-mismatch",
    summary: "initial-cluster has other URLs for the member than it advertises",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Suggested,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd325_initial_cluster_url_mismatch.md"),
    check: Check::Etcd(check),
};

const ADVERTISED: &str = "initial-advertise-peer-urls";

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    // A member that joins a cluster has told it its URLs before.
    let joins = etcd.text("initial-cluster-state").is_some_and(|state| state == "existing");
    let Some(listed) = listed(etcd) else { return };
    let Some(advertised) = advertised(etcd, &listed) else { return };
    if joins || listed.is_empty() || are_same(&listed, &advertised) != Some(false) {
        return;
    }
    let Some(other) = first_alone(&listed, &advertised).or_else(|| listed.first()) else { return };
    let message = message!(
        "a new member does not start: --initial-cluster has {} but missing from --initial-advertise-peer-urls",
        show(&other.word.text)
    );
    let finding = out.report(other.word.place.clone(), message).label("what others are told");
    if !matches!(etcd.option(ADVERTISED), Setting::Unset) {
        finding.related(etcd.place_of_value(ADVERTISED), "what the member advertises");
    }
    finding.fix(Fix::advice("write the same URLs for this member in both"));
}

/// The URLs of this member in `initial-cluster`, where that is set.
fn listed(etcd: &Etcd) -> Option<Vec<Url>> {
    let name = match etcd.option("name") {
        Setting::Unset => "default".to_owned(),
        setting => setting.text()?.to_owned(),
    };
    if matches!(etcd.option("initial-cluster"), Setting::Unset) {
        return None;
    }
    let members = etcd.initial_cluster()?;
    Some(members.into_iter().filter(|(member, _)| *member == name).map(|(_, url)| url).collect())
}

/// What the member advertises; the default only where no other one can come about that is listed.
fn advertised(etcd: &Etcd, listed: &[Url]) -> Option<Vec<Url>> {
    let urls = etcd.urls(ADVERTISED)?;
    if !urls.is_empty() {
        return Some(urls);
    }
    let default = etcd.default_peer_url();
    // With a wildcard etcd may advertise an address of the machine, with the scheme of the default.
    let may_be_advertised = |url: &Url| match url.get() {
        Some(known) if default.get().is_some_and(|default| is_same(known, default)) => true,
        _ => !url.is_secure() && !url.is_loopback(),
    };
    let has_wildcard = etcd.peer.listeners.as_ref()?.iter().any(Url::is_unspecified);
    (!has_wildcard || !listed.iter().any(may_be_advertised)).then(|| vec![default])
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
            None => return (!is_named).then_some(false),
        }
    }
    Some(true)
}

/// The first URL that the other list does not have.
fn first_alone<'u>(urls: &'u [Url], others: &[Url]) -> Option<&'u Url> {
    urls.iter().find(|url| {
        let has = |other: &Url| url.get().zip(other.get()).is_some_and(|(one, other)| is_same(one, other));
        !others.iter().any(has)
    })
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
