use super::dialled;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix, Scalar};
use crate::message;
use crate::message::{Message, show};
use crate::model::apiserver::{Apiserver, Endpoint, EndpointScheme, TLS_OPTIONS};
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
    let endpoints = apiserver.etcd_servers();
    let is_tls = apiserver.dials_tls(&endpoints);
    let listeners_of = |endpoint: &Endpoint| cx.inventory.listeners_of(apiserver, endpoint);
    let is_ready = |endpoint: &Endpoint| {
        endpoint.scheme == EndpointScheme::Https || serve_https(&listeners_of(endpoint))
    };
    let can_be_https = endpoints.iter().all(is_ready);
    for (nth, endpoint) in endpoints.iter().filter(|endpoint| endpoint.is_http()).enumerate() {
        let listeners = listeners_of(endpoint);
        let (severity, message) = match is_tls {
            Some(false) => what_follows(endpoint, &listeners),
            _ => (Severity::Warning, dialled::not_in_clear(&endpoint.word.text, is_tls)),
        };
        let finding = out.report(endpoint.word.place.clone(), message);
        finding.severity(severity).label(dialled::label(is_tls)).fix(https(
            apiserver,
            endpoint,
            can_be_https,
        ));
        if is_tls == Some(false) {
            // Once for all of them.
            if nth == 0 {
                dialled::relate_others(finding, &endpoints);
            }
            for option in TLS_OPTIONS.iter().filter(|option| apiserver.is_given(option) == Some(true)) {
                finding.related(apiserver.place_of(option), "ignored for http endpoints");
            }
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
    if serve_https(listeners) {
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

/// Whether etcd is seen to serve https alone there.
fn serve_https(listeners: &[&Url]) -> bool {
    !listeners.is_empty() && listeners.iter().all(|listener| listener.is_secure())
}

/// Safe only if kube-apiserver has all that TLS takes, and etcd serves it wherever it would then be asked for.
fn https(apiserver: &Apiserver, endpoint: &Endpoint, can_be_https: bool) -> Fix {
    const TITLE: &str = "use https://";
    let scheme = endpoint.word.place_of(0.."http".len());
    let has_options = TLS_OPTIONS.iter().all(|option| apiserver.is_given(option) == Some(true));
    if !(can_be_https && has_options && endpoint.word.verbatim) {
        return Fix::advice(
            "use https:// with --etcd-certfile, --etcd-keyfile and --etcd-cafile, once etcd serves it, too",
        );
    }
    Fix::safe(TITLE, vec![Edit::Replace { place: scheme, value: Scalar::String("https".to_owned()) }])
}
