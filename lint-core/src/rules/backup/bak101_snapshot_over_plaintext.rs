use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::backup::{Backup, EndpointScheme};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "BAK101",
    name: "snapshot-over-plaintext",
    summary: "a snapshot is fetched over plain http",
    severity: Severity::Error,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &["NSA Etcd", "NSA Encryption"],
    since: "0.1.0",
    page: page!("bak101_snapshot_over_plaintext.md"),
    check: Check::Backup(check),
};

fn check(backup: &Backup, _: &Context, out: &mut Findings) {
    for (_, save) in backup.saves() {
        for endpoint in save.endpoints.iter().filter(|endpoint| save.is_tls(endpoint) == Some(false)) {
            let severity =
                if endpoint.is_loopback == Some(false) { Severity::Error } else { Severity::Warning };
            let dropped = endpoint.scheme == EndpointScheme::Http && save.has_credentials() == Some(true);
            let message = if dropped {
                message!(
                    "etcdctl drops the certificates for {}: the whole key space, including Secrets, is \
                     streamed in clear",
                    show(&endpoint.word.text)
                )
            } else {
                message!(
                    "no TLS to {}: the whole key space, including Secrets, is streamed in clear",
                    show(&endpoint.word.text)
                )
            };
            out.report(endpoint.place.clone(), message)
                .severity(severity)
                .label("plaintext")
                .fix(Fix::advice("use an https endpoint with --cacert, --cert and --key"));
        }
    }
}
