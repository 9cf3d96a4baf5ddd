use super::dialled_otherwise;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::etcd::Etcd;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD102",
    name: "client-plaintext-loopback-listener",
    summary: "etcd listens for clients on plain http on loopback",
    severity: Severity::Warning,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &["CIS 2.1", "CIS 2.2"],
    since: "0.1.0",
    page: page!("etcd102_client_plaintext_loopback_listener.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    let is_shared = cx.is_on_host_network(etcd);
    for listener in etcd.client.plaintext().filter(|listener| listener.is_loopback()) {
        // The default within a pod of its own is worth no word: nobody else is there.
        if listener.is_default && !is_shared {
            continue;
        }
        let reach = if is_shared { "every process of the node" } else { "every container of the pod" };
        let origin = if listener.is_default { " (the default)" } else { "" };
        let finding = out.report(
            listener.place.clone(),
            message!(
                "client URL {}{} is plaintext: {} can read and rewrite all data without a certificate",
                show(&listener.word.text),
                origin,
                reach
            ),
        );
        finding
            .severity(if is_shared { Severity::Warning } else { Severity::Info })
            .label("no TLS on loopback")
            .fix(Fix::advice("listen on https on loopback too"));
        dialled_otherwise::relate(finding, etcd, listener, cx);
    }
}
