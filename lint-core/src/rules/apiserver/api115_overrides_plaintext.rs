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
    let no_tls_option = apiserver.has_tls_option() == Some(false);
    let is_plaintext =
        |server: &&Endpoint| server.is_http() || (server.scheme == EndpointScheme::Missing && no_tls_option);
    let overrides = apiserver.etcd_servers_overrides();
    for servers_override in overrides.iter().filter_map(|(_, parsed)| parsed.as_ref()) {
        for server in servers_override.servers.iter().filter(is_plaintext) {
            out.report(server.word.place.clone(), message(server, servers_override))
                .severity(severity(server, servers_override))
                .label("no TLS")
                .fix(Fix::advice("let that etcd serve https, then use https://"));
        }
    }
}

fn severity(server: &Endpoint, servers_override: &ServersOverride) -> Severity {
    if is_events(servers_override) {
        Severity::Info
    } else if server.is_loopback() {
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
