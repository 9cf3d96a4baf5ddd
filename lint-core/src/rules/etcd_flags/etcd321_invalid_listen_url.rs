use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::etcd::Etcd;
use crate::model::etcd::Url;
use crate::model::etcd_url::{EtcdUrl, ListenError, UrlError};
use crate::model::setting::Setting;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

use super::argument::{has_config_file, is_explained, is_set, rewritten};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD321",
    name: "invalid-listen-url",
    summary: "etcd does not accept a URL",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd321_invalid_listen_url.md"),
    check: Check::Etcd(check),
};

const LISTENING: [&str; 4] =
    ["listen-client-urls", "listen-peer-urls", "listen-client-http-urls", "listen-metrics-urls"];
/// Flags whose URLs etcd reads but does not listen on. `cors` may be `*` too.
const READ: [&str; 3] = ["advertise-client-urls", "initial-advertise-peer-urls", "cors"];

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    for flag in LISTENING.into_iter().chain(READ) {
        let is_explained = etcd.flags.last(flag).is_some_and(|used| is_explained(&etcd.flags, used));
        let urls = etcd.urls(flag).filter(|_| !is_explained).unwrap_or_default();
        for url in urls.iter().filter(|url| flag != "cors" || url.word.text != "*") {
            check_url(flag, url, out);
        }
    }
    check_advertised(etcd, out);
}

fn check_url(flag: &str, url: &Url, out: &mut Findings) {
    let shown = show(&url.word.text);
    match &url.parsed {
        Err(error) => {
            let (flag, error_text) = (show(flag), show(&error.to_string()));
            let message = match error {
                UrlError::Scheme | UrlError::NoPort | UrlError::Path => {
                    message!("--{}: etcd exits: {}: {}", flag, error_text, shown)
                }
                // The words of Go's own reader of URLs.
                _ => message!("--{}: etcd exits: parse \"{}\": {}", flag, shown, error_text),
            };
            out.report(url.place.clone(), message).label("refused").fix(fix(url));
        }
        Ok(parsed) if LISTENING.contains(&flag) => match parsed.listen_error() {
            Some(ListenError::NotAnIp) => {
                let message =
                    message!("--{}: etcd exits: expected IP in URL for binding ({})", show(flag), shown);
                out.report(url.place.clone(), message)
                    .label("not an IP address")
                    .fix(Fix::advice("listen on an IP address or localhost, and advertise the name"));
            }
            Some(ListenError::PortOutOfRange) => {
                let message = message!("--{}: etcd cannot listen on {}: invalid port", show(flag), shown);
                out.report(url.place.clone(), message)
                    .label("beyond 65535")
                    .fix(Fix::advice("use a port up to 65535"));
            }
            None => {}
        },
        Ok(_) => {}
    }
}

/// A slash at the end can go, unless the URL would then be open to the network.
fn fix(url: &Url) -> Fix {
    let end = url.word.text.trim_end_matches('/').len();
    let without = url.word.slice(0..end);
    let repaired = EtcdUrl::parse(&without).ok().filter(|_| end < url.word.text.len());
    match (repaired, rewritten(&url.word, without.text.as_str())) {
        (Some(repaired), Some(edit)) if repaired.is_tls() == Some(true) || repaired.is_loopback() => {
            Fix::safe("remove the slash at the end", vec![edit])
        }
        (Some(_), Some(edit)) => Fix::suggested("remove the slash at the end", vec![edit]),
        _ => Fix::advice("write it as scheme://host:port, with the scheme https"),
    }
}

/// Flags and variables that set what to listen on must say what to advertise; a configuration file need not.
fn check_advertised(etcd: &Etcd, out: &mut Findings) {
    let is_proxy = !matches!(etcd.option("proxy"), Setting::Unset);
    if has_config_file(etcd) || is_proxy || is_set(etcd, "advertise-client-urls") {
        return;
    }
    let listening = etcd.option("listen-client-urls");
    if let (Some(fact), Setting::Unset) = (listening.fact(), etcd.option("advertise-client-urls")) {
        let message =
            "etcd exits: --advertise-client-urls is required when --listen-client-urls is set explicitly";
        out.report(fact.place.clone(), message)
            .label("nothing is advertised")
            .fix(Fix::advice("set --advertise-client-urls to the URLs that clients use"));
    }
}
