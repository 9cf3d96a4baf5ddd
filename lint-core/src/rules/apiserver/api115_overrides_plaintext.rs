use super::dialled;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::{Message, show};
use crate::model::apiserver::{Apiserver, Endpoint, EndpointScheme, ServersOverride};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "API115",
    name: "overrides-plaintext",
    summary: "some resources go to an etcd on plain http",
    severity: Severity::Error,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &["NSA Encryption"],
    since: "0.1.0",
    page: page!("api115_overrides_plaintext.md"),
    check: Check::Apiserver(check),
};

fn check(apiserver: &Apiserver, _: &Context, out: &mut Findings) {
    let overrides = apiserver.etcd_servers_overrides();
    for servers_override in overrides.iter().filter_map(|(_, parsed)| parsed.as_ref()) {
        let is_tls = apiserver.dials_tls(&servers_override.servers);
        let no_tls_option = is_tls == Some(false) && apiserver.has_tls_option() == Some(false);
        let is_plaintext = |server: &&Endpoint| {
            server.is_http() || (server.scheme == EndpointScheme::Missing && no_tls_option)
        };
        for (nth, server) in servers_override.servers.iter().filter(is_plaintext).enumerate() {
            let message = match is_tls {
                Some(false) => message(server, servers_override),
                _ => dialled::not_in_clear(&server.word.text, is_tls),
            };
            let finding = out.report(server.word.place.clone(), message);
            finding
                .severity(severity(server, servers_override, is_tls))
                .label(dialled::label(is_tls))
                .fix(Fix::advice("use https://, once that etcd serves it, too"));
            // Once for all of them.
            if is_tls == Some(false) && nth == 0 {
                dialled::relate_others(finding, &servers_override.servers);
            }
        }
    }
}

fn severity(server: &Endpoint, servers_override: &ServersOverride, is_tls: Option<bool>) -> Severity {
    if is_events(servers_override) {
        Severity::Info
    } else if server.is_loopback() || is_tls != Some(false) {
        Severity::Warning
    } else {
        Severity::Error
    }
}

fn message(server: &Endpoint, servers_override: &ServersOverride) -> Message {
    let (url, resource) = (show(&server.word.text), show(&servers_override.resource));
    if server.is_loopback() {
        return message!("{}: any process of this node can read and write every object of {}", url, resource);
    }
    message!("{}: every object of {} crosses the network in clear", url, resource)
}

/// Events tell little, and are often kept apart for their number.
fn is_events(servers_override: &ServersOverride) -> bool {
    servers_override.resource == "events" && matches!(servers_override.group.as_str(), "" | "events.k8s.io")
}
