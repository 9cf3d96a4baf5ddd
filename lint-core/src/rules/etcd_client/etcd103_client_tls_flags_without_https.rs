use super::dialled_otherwise;
use crate::context::Context;
use crate::finding::{Finding, Findings, Severity};
use crate::fix::Fix;
use crate::model::etcd::{Etcd, Side, State, Url};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::Place;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD103",
    name: "client-tls-flags-without-https",
    summary: "TLS options for clients are set, but no client URL is https",
    severity: Severity::Error,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[
        "CIS 2.1",
        "CIS 2.2",
        "STIG V-242423",
        "STIG V-242427",
        "STIG V-242428",
        "NSA Etcd",
        "NSA Encryption",
    ],
    since: "0.1.0",
    page: page!("etcd103_client_tls_flags_without_https.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    // An https metrics URL makes use of the options.
    let has_secure_metrics =
        etcd.urls("listen-metrics-urls").is_none_or(|urls| urls.iter().any(Url::is_secure));
    if has_secure_metrics {
        return;
    }
    if let Some(ignored) = Ignored::of(etcd, Side::Client) {
        let finding = ignored.report(
            out,
            "TLS options are set but every client URL is http://, so etcd ignores them (it does not even \
             open the certificate files)",
        );
        finding.fix(Fix::advice("set --listen-client-urls and --advertise-client-urls to https URLs"));
        etcd.client.plaintext().for_each(|listener| dialled_otherwise::relate(finding, etcd, listener, cx));
    }
}

/// A TLS option of a side of which no listener speaks TLS.
pub(in crate::rules) struct Ignored {
    option: Place,
    /// The plaintext listener; `None` if it is etcd's default, which stands nowhere.
    listener: Option<Place>,
}

impl Ignored {
    /// What one side of `etcd` ignores.
    pub(in crate::rules) fn of(etcd: &Etcd, side: Side) -> Option<Ignored> {
        let transport = etcd.transport(side);
        if transport.state != State::Off || transport.has_tls_options() != Some(true) {
            return None;
        }
        let listener = transport.plaintext().next()?;
        let option = TLS_OPTIONS.iter().map(|flag| side.flag(flag)).find(|flag| is_in_use(etcd, flag))?;
        Some(Ignored {
            option: etcd.place_of(option),
            listener: (!listener.is_default).then(|| listener.place.clone()),
        })
    }

    /// Reports it.
    pub(in crate::rules) fn report<'a>(
        self,
        out: &'a mut Findings,
        message: &'static str,
    ) -> &'a mut Finding {
        match self.listener {
            Some(listener) => {
                out.report(listener, message).label("plain http").related(self.option, "has no effect here")
            }
            None => out.report(self.option, message).label("no URL is set; the default is http"),
        }
    }
}

const TLS_OPTIONS: [&str; 5] = ["cert-file", "key-file", "trusted-ca-file", "client-cert-auth", "auto-tls"];

fn is_in_use(etcd: &Etcd, flag: &str) -> bool {
    match flag {
        "client-cert-auth" | "peer-client-cert-auth" | "auto-tls" | "peer-auto-tls" => {
            etcd.bool(flag) == Some(true)
        }
        _ => etcd.is_given(flag) == Some(true),
    }
}
