use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::etcd::{Etcd, Url};
use crate::model::setting::Setting;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::rules::etcd_client::etcd116_advertise_scheme_mismatch::is_served_otherwise;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD211",
    name: "peer-url-scheme-mixed",
    summary: "peers are told another scheme than etcd listens with",
    severity: Severity::Error,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd211_peer_url_scheme_mixed.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    report_default(etcd, out);
    let mut mixed = announced(etcd).into_iter().filter(|url| is_served_otherwise(url, &etcd.peer));
    let Some(first) = mixed.next() else { return };
    let listened = if first.is_secure() { "http" } else { "https" };
    let message = message!(
        "{} is announced to peers, but etcd listens for them with {}: members cannot reach each other",
        show(&first.word.text),
        listened
    );
    let finding = out.report(first.place, message);
    finding.label("another scheme than the listener's").fix(Fix::advice(
        "use https in --listen-peer-urls, --initial-advertise-peer-urls and --initial-cluster",
    ));
    for url in mixed {
        finding.related(url.place, "here, too");
    }
}

/// Where nothing says who the members are, this one starts by itself and announces the default to those that join.
fn report_default(etcd: &Etcd, out: &mut Findings) {
    let is_default = ["initial-advertise-peer-urls", "initial-cluster"]
        .iter()
        .all(|flag| matches!(etcd.option(flag), Setting::Unset));
    let joins = etcd.text("initial-cluster-state").is_some_and(|state| state == "existing");
    if !is_default || joins || !is_served_otherwise(&etcd.default_peer_url(), &etcd.peer) {
        return;
    }
    let Some(listener) = etcd.peer.secure().next() else { return };
    out.report(
        listener.place.clone(),
        "a new member announces an http URL to peers, since --initial-advertise-peer-urls is not set, but listens \
         with https: none that joins can reach it",
    )
    .severity(Severity::Warning)
    .label("announced with http")
    .fix(Fix::advice("set --initial-advertise-peer-urls to an https URL"));
}

/// The peer URLs that are written down for other members, of this one and of the others.
fn announced(etcd: &Etcd) -> Vec<Url> {
    let own = etcd.urls("initial-advertise-peer-urls").unwrap_or_default();
    let cluster = etcd.initial_cluster().unwrap_or_default().into_iter().map(|(_, url)| url);
    own.into_iter().chain(cluster).filter(|url| !url.is_default).collect()
}
