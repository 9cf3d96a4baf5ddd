use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::{Message, show};
use crate::model::etcd::{ANY_ORIGIN, Etcd, Url};
use crate::model::etcd_url::{EtcdUrl, Host, ListenError, Scheme, UrlError, parse_list};
use crate::model::setting::Setting;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::image::Version;

use super::argument::{has_config_file, is_explained, is_set, is_value_explained, may_be_proxy, rewritten};

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
/// Flags whose URLs others are told.
const ADVERTISED: [&str; 2] = ["advertise-client-urls", "initial-advertise-peer-urls"];
/// Where requests may come from; `*` is no URL and means anywhere.
const CORS: &str = "cors";

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    for flag in LISTENING.into_iter().chain(ADVERTISED).chain([CORS]) {
        let is_explained = is_value_explained(etcd, flag);
        let urls = etcd.urls(flag).filter(|_| !is_explained).unwrap_or_default();
        let is_any = flag == CORS && matches!(urls.as_slice(), [only] if only.word.text == ANY_ORIGIN);
        for url in urls.iter().filter(|_| !is_any) {
            check_url(flag, url, etcd.version, out);
        }
        check_others(etcd, flag, out);
    }
    check_empty_cors(etcd, out);
    check_members(etcd, out);
    check_advertised(etcd, out);
}

/// The URLs of all members, which a new member reads.
fn check_members(etcd: &Etcd, out: &mut Findings) {
    if is_value_explained(etcd, "initial-cluster") {
        return;
    }
    for (_, url) in etcd.initial_cluster().unwrap_or_default() {
        let Err(error) = accepted(&url, etcd.version) else { continue };
        let message = message!(
            "a new member does not start: error setting up initial cluster: {}",
            refusal(&error, &url)
        );
        out.report(url.place.clone(), message).label("refused").fix(fix(&url, &error, etcd.version));
    }
}

/// etcd reads every use of a flag, though one counts, and none beside a configuration file.
fn check_others(etcd: &Etcd, flag: &str, out: &mut Findings) {
    let counting = etcd.effective_use(flag).filter(|one| one.is_certain && !has_config_file(etcd));
    let others = etcd.flags.all(flag).filter(|used| counting.is_none_or(|one| one.used.index != used.index));
    let uses: Vec<_> = others
        .filter(|used| !is_explained(&etcd.flags, used))
        .filter_map(|used| used.value.as_ref())
        .collect();
    for word in uses.into_iter().filter(|word| flag != CORS || word.text != ANY_ORIGIN) {
        for (word, parsed) in parse_list(word) {
            let url = Url { parsed, place: word.place.clone(), word, is_default: false };
            if accepted(&url, etcd.version).is_err() {
                check_url(flag, &url, etcd.version, out);
            }
        }
    }
}

/// Of all lists of URLs this one alone is read when it is empty, though only as a flag.
fn check_empty_cors(etcd: &Etcd, out: &mut Findings) {
    let words = etcd.flags.all(CORS).filter_map(|used| used.value.as_ref());
    for word in words.filter(|word| word.known() == Some("")) {
        let message = message!("--cors: etcd exits: {}: \"\"", show(&UrlError::Scheme.to_string()));
        out.report(word.place.clone(), message).label("empty").fix(Fix::advice("remove the flag"));
    }
}

/// Up to etcd 3.4 the URL of a socket in the file system is held to the rules of the others.
fn refusal_of_socket(url: &EtcdUrl, version: Option<Version>) -> Option<UrlError> {
    let is_held = version.is_some_and(|version| version.minor <= 4);
    let is_socket = matches!(url.scheme, Scheme::Unix | Scheme::Unixs);
    if !is_held || !is_socket || !url.word.is_known() {
        return None;
    }
    match (url.has_colon(), url.path.is_empty()) {
        (false, _) => Some(UrlError::NoPort),
        (true, false) => Some(UrlError::Path),
        (true, true) => None,
    }
}

/// The URL, or why this version of etcd does not take it.
fn accepted(url: &Url, version: Option<Version>) -> Result<EtcdUrl, UrlError> {
    let parsed = url.parsed.clone()?;
    match refusal_of_socket(&parsed, version) {
        Some(error) => Err(error),
        None => Ok(parsed),
    }
}

/// What etcd says of a URL that it does not accept.
fn refusal(error: &UrlError, url: &Url) -> Message {
    let (error_text, shown) = (show(&error.to_string()), show(&url.word.text));
    match error {
        UrlError::Scheme | UrlError::NoPort | UrlError::Path => message!("{}: {}", error_text, shown),
        // The words of Go's own reader of URLs.
        _ => message!("parse \"{}\": {}", shown, error_text),
    }
}

fn check_url(flag: &str, url: &Url, version: Option<Version>, out: &mut Findings) {
    let shown = || show(&url.word.text);
    match accepted(url, version) {
        Err(error) => {
            let message = message!("--{}: etcd exits: {}", show(flag), refusal(&error, url));
            out.report(url.place.clone(), message).label("refused").fix(fix(url, &error, version));
        }
        Ok(parsed) if LISTENING.contains(&flag) => match parsed.listen_error() {
            Some(ListenError::NotAnIp) => {
                let message =
                    message!("--{}: etcd exits: expected IP in URL for binding ({})", show(flag), shown());
                out.report(url.place.clone(), message)
                    .label("not an IP address")
                    .fix(Fix::advice("listen on an IP address or localhost, and advertise the name"));
            }
            Some(ListenError::PortOutOfRange) => {
                let message = message!("--{}: etcd cannot listen on {}: invalid port", show(flag), shown());
                out.report(url.place.clone(), message)
                    .label("beyond 65535")
                    .fix(Fix::advice("use a port up to 65535"));
            }
            None => {}
        },
        Ok(parsed) if ADVERTISED.contains(&flag) => {
            if let Some(error) = refusal_to_advertise(&parsed, version) {
                let message = message!("--{}: etcd exits: {} ({})", show(flag), error, shown());
                out.report(url.place.clone(), message)
                    .label("nobody can reach that")
                    .fix(Fix::advice("advertise scheme://host:port, with the host that others use"));
            }
        }
        Ok(_) => {}
    }
}

/// Why etcd does not advertise a URL that it can read. Sockets are held to a host and a port up to 3.6.
fn refusal_to_advertise(url: &EtcdUrl, version: Option<Version>) -> Option<&'static str> {
    let is_socket = matches!(url.scheme, Scheme::Unix | Scheme::Unixs);
    if is_socket && version.is_none_or(|version| version.minor > 6) {
        return None;
    }
    match (url.has_colon(), &url.host) {
        (false, _) => Some("missing port in address"),
        (true, Host::Empty) => Some("unexpected empty host"),
        (true, _) => None,
    }
}

/// A slash at the end can go, unless the URL would then be open to the network.
fn fix(url: &Url, error: &UrlError, version: Option<Version>) -> Fix {
    let end = url.word.text.trim_end_matches('/').len();
    let without = Url::written(url.word.slice(0..end));
    let repaired = accepted(&without, version).ok().filter(|_| *error == UrlError::Path);
    match (repaired, rewritten(&url.word, without.word.text.as_str())) {
        (Some(repaired), Some(edit)) if repaired.is_tls() == Some(true) || repaired.is_loopback() => {
            Fix::safe("remove the slash at the end", vec![edit])
        }
        (Some(_), Some(edit)) => Fix::suggested("remove the slash at the end", vec![edit]),
        _ if url.is_unix() => {
            Fix::advice("up to etcd 3.4 the URL of a socket is scheme://name:port, without a path")
        }
        _ => Fix::advice("write it as scheme://host:port, with the scheme https"),
    }
}

/// Flags and variables that set what to listen on must say what to advertise; a configuration file need not.
fn check_advertised(etcd: &Etcd, out: &mut Findings) {
    if has_config_file(etcd) || may_be_proxy(etcd) || is_set(etcd, "advertise-client-urls") {
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
