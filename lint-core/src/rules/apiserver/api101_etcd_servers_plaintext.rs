use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix, Scalar};
use crate::message;
use crate::message::{Message, show};
use crate::model::apiserver::{Apiserver, Endpoint, TLS_OPTIONS};
use crate::model::etcd::Url;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "API101",
    name: "etcd-servers-plaintext",
    summary: "kube-apiserver talks to etcd over plain http",
    severity: Severity::Error,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &["CIS 1.2.23", "NSA Encryption"],
    since: "0.1.0",
    page: page!("api101_etcd_servers_plaintext.md"),
    check: Check::Apiserver(check),
};

fn check(apiserver: &Apiserver, cx: &Context, out: &mut Findings) {
    for endpoint in apiserver.etcd_servers().iter().filter(|endpoint| endpoint.is_http()) {
        let listeners = cx.inventory.listeners_of(apiserver, endpoint);
        let (severity, message) = what_follows(endpoint, &listeners);
        let finding = out.report(endpoint.word.place.clone(), message);
        finding.severity(severity).label("no TLS").fix(https(apiserver, endpoint, &listeners));
        for option in TLS_OPTIONS.iter().filter(|option| apiserver.is_given(option) == Some(true)) {
            finding.related(apiserver.place_of(option), "ignored for http endpoints");
        }
        for listener in listeners.iter().filter(|listener| listener.is_secure()) {
            finding.related(listener.place.clone(), "etcd serves https here");
        }
    }
}

/// An http client cannot connect to a listener that speaks TLS; where no etcd of the input listens, it is taken
/// for one that can be reached.
fn what_follows(endpoint: &Endpoint, listeners: &[&Url]) -> (Severity, Message) {
    let url = show(&endpoint.word.text);
    if !listeners.is_empty() && listeners.iter().all(|listener| listener.is_secure()) {
        let message =
            message!("{}: etcd serves only https there, so kube-apiserver cannot connect to it", url);
        return (Severity::Error, message);
    }
    if endpoint.is_loopback() {
        let message = message!(
            "{}: any process of this node can read and write etcd, no certificate is asked for",
            url
        );
        return (Severity::Warning, message);
    }
    (Severity::Error, message!("{}: every Secret and token crosses the network in clear", url))
}

/// Safe only if kube-apiserver has all that TLS takes, and the etcd behind the endpoint serves it.
fn https(apiserver: &Apiserver, endpoint: &Endpoint, listeners: &[&Url]) -> Fix {
    const TITLE: &str = "use https://";
    let scheme = endpoint.word.place_of(0.."http".len());
    let is_served = !listeners.is_empty() && listeners.iter().all(|listener| listener.is_secure());
    let has_options = TLS_OPTIONS.iter().all(|option| apiserver.is_given(option) == Some(true));
    if !(is_served && has_options && endpoint.word.verbatim) {
        return Fix::advice(
            "let etcd serve https, then use https:// with --etcd-certfile, --etcd-keyfile and --etcd-cafile",
        );
    }
    Fix::safe(TITLE, vec![Edit::Replace { place: scheme, value: Scalar::String("https".to_owned()) }])
}
