use super::dialled_otherwise;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::etcd::Etcd;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::command::Command;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD101",
    name: "client-plaintext-listener",
    summary: "etcd listens for clients on plain http",
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
    page: page!("etcd101_client_plaintext_listener.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    let has_tls_options = etcd.client.has_tls_options() == Some(true);
    let asks_for_password = asks_for_password(etcd);
    for listener in etcd.client.plaintext().filter(|listener| !listener.is_loopback()) {
        let url = show(&listener.word.text);
        let message = if has_tls_options {
            message!(
                "client URL {} is plaintext and unauthenticated; the TLS options are ignored for http URLs",
                url
            )
        } else if asks_for_password {
            message!("client URL {} is plaintext: the password and every key cross the network in clear", url)
        } else {
            message!(
                "client URL {} is plaintext and unauthenticated: anyone who reaches it can read and rewrite every {}",
                url,
                if cx.serves_kubernetes(etcd) { "Kubernetes object" } else { "key" }
            )
        };
        let finding = out.report(listener.place.clone(), message);
        finding.label("no TLS, no client certificate").fix(Fix::advice(
            "listen on https, with --cert-file, --key-file, --trusted-ca-file and --client-cert-auth",
        ));
        if asks_for_password && !has_tls_options {
            finding.severity(Severity::Warning);
        }
        dialled_otherwise::relate(finding, etcd, listener, cx);
    }
}

/// Whether a script of Bitnami's starts etcd, which then switches its users on: it has a password for root. It does not
/// start without one unless it is told to.
fn asks_for_password(etcd: &Etcd) -> bool {
    let is_started_by_script = |command: &&Command| command.program.text.is_empty();
    let Some(command) = etcd.command.as_ref().filter(is_started_by_script) else { return false };
    let has = |name| command.environment.get(name).is_some();
    let may_have = command.environment.open && etcd.default_client_url.is_some();
    has("ETCD_ROOT_PASSWORD")
        || has("ETCD_ROOT_PASSWORD_FILE")
        || may_have && !has("ALLOW_NONE_AUTHENTICATION")
}
