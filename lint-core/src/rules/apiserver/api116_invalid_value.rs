use std::iter;

use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix, Scalar};
use crate::go_value::{parse_bool, parse_duration};
use crate::message;
use crate::message::show;
use crate::model::apiserver::{Apiserver, Endpoint};
use crate::model::go_flag::FlagUse;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::{first_placeholder, looks_like_template};

pub(crate) static RULE: Rule = Rule {
    id: "API116",
    name: "invalid-value",
    summary: "kube-apiserver refuses the value of a flag about etcd",
    severity: Severity::Error,
    category: Category::Hygiene,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("api116_invalid_value.md"),
    check: Check::Apiserver(check),
};

const RELOAD: &str = "encryption-provider-config-automatic-reload";

fn check(apiserver: &Apiserver, _: &Context, out: &mut Findings) {
    check_backend(apiserver, out);
    check_lists(apiserver, out);
    check_overrides(apiserver, out);
    check_padding(apiserver, out);
    check_durations(apiserver, out);
    check_reload(apiserver, out);
}

fn check_backend(apiserver: &Apiserver, out: &mut Findings) {
    let flag = "storage-backend";
    let Some(backend) = apiserver.text(flag) else { return };
    if !matches!(backend.as_str(), "" | "etcd3") {
        let message = message!(
            "--storage-backend={}: kube-apiserver refuses to start, etcd3 is the only backend",
            show(&backend)
        );
        out.report(apiserver.place_of(flag), message)
            .label("not etcd3")
            .fix(Fix::safe_or_advice("remove the flag", apiserver.unset(flag)));
    }
}

/// Lists are CSV: a quote opens and closes a whole element.
fn check_lists(apiserver: &Apiserver, out: &mut Findings) {
    for flag in ["etcd-servers", "etcd-servers-overrides"] {
        let is_refused =
            |used: &&FlagUse| Apiserver::elements_of(used).is_none() && !is_to_be_filled_in(used);
        for used in apiserver.flags.all(flag).filter(is_refused) {
            let message = message!(
                "kube-apiserver exits: it cannot read --{}, a double quote has to stand around a whole element",
                flag
            );
            out.report(used.place.clone(), message).label("no CSV");
        }
    }
}

fn check_overrides(apiserver: &Apiserver, out: &mut Findings) {
    for (word, parsed) in apiserver.etcd_servers_overrides() {
        if parsed.is_none() && word.is_known() {
            let message = message!(
                "{} is not of the form GROUP/RESOURCE#SERVER;SERVER: kube-apiserver refuses to start",
                show(&word.text)
            );
            out.report(word.place.clone(), message).label("malformed override");
        }
    }
}

/// etcd's client library dials an address with its blanks.
fn check_padding(apiserver: &Apiserver, out: &mut Findings) {
    let overrides = apiserver.etcd_servers_overrides().into_iter().filter_map(|(_, parsed)| parsed);
    let lists = iter::once(apiserver.etcd_servers()).chain(overrides.map(|parsed| parsed.servers));
    for servers in lists {
        for server in servers.iter().filter(|server| server.is_padded()) {
            let severity = if servers.len() > 1 { Severity::Warning } else { Severity::Error };
            let message = message!(
                "\"{}\" has a blank at its end or beginning: kube-apiserver never connects to it",
                show(&server.written.text)
            );
            out.report(server.written.place.clone(), message)
                .severity(severity)
                .label("a blank in the address")
                .fix(without_blanks(server));
        }
    }
}

fn without_blanks(server: &Endpoint) -> Fix {
    let value = Scalar::String(server.word.text.clone());
    let edit = Edit::Replace { place: server.written.place.clone(), value };
    // Then kube-apiserver connects there for the first time.
    match server.written.verbatim {
        true => Fix::suggested("remove the blank", vec![edit]),
        false => Fix::advice("remove the blank"),
    }
}

const DURATIONS: [&str; 5] = [
    "etcd-compaction-interval",
    "etcd-count-metric-poll-period",
    "etcd-db-metric-poll-interval",
    "etcd-healthcheck-timeout",
    "etcd-readycheck-timeout",
];

/// Whether a value holds a template, whose quotes and words are its own.
fn is_to_be_filled_in(used: &FlagUse) -> bool {
    let text = used.value.as_ref().map_or("", |value| value.text.as_str());
    looks_like_template(text).is_some() || first_placeholder(text).is_some()
}

fn check_durations(apiserver: &Apiserver, out: &mut Findings) {
    let is_duration = |used: &&FlagUse| DURATIONS.contains(&used.name.as_str()) && !is_to_be_filled_in(used);
    for used in apiserver.flags.uses.iter().filter(is_duration) {
        let value = used.value.as_ref().and_then(|value| value.known());
        if let Some(value) = value.filter(|value| parse_duration(value).is_err()) {
            let message = message!(
                "--{}={}: kube-apiserver exits, a duration has a unit, as in 5s",
                show(&used.name),
                show(value)
            );
            out.report(used.place.clone(), message).label("not a duration");
        }
    }
}

fn check_reload(apiserver: &Apiserver, out: &mut Findings) {
    let Some(value) = apiserver.text(RELOAD) else { return };
    if parse_bool(&value).is_none() {
        let message =
            message!("--{}={}: kube-apiserver exits, only true and false are booleans", RELOAD, show(&value));
        out.report(apiserver.place_of(RELOAD), message).label("not a boolean");
    }
}
