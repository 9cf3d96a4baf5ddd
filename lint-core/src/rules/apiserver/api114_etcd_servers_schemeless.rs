use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix, Scalar};
use crate::message;
use crate::message::show;
use crate::model::apiserver::{Apiserver, Endpoint, EndpointScheme, TLS_OPTIONS};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "API114",
    name: "etcd-servers-schemeless",
    summary: "an address of etcd has no scheme",
    severity: Severity::Warning,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("api114_etcd_servers_schemeless.md"),
    check: Check::Apiserver(check),
};

fn check(apiserver: &Apiserver, _: &Context, out: &mut Findings) {
    let is_schemeless = |endpoint: &Endpoint| endpoint.scheme == EndpointScheme::Missing;
    let has_all = TLS_OPTIONS.iter().all(|option| apiserver.is_given(option) == Some(true));
    let overrides = apiserver.etcd_servers_overrides().into_iter().filter_map(|(_, parsed)| parsed);
    // Of an override that is seen to be plaintext API115 speaks, and behind http:// API101.
    let overrides =
        overrides.map(|parsed| parsed.servers).filter(|servers| apiserver.dials_tls(servers) != Some(false));
    let own =
        Some(apiserver.etcd_servers()).filter(|servers| !servers.first().is_some_and(Endpoint::is_http));
    let endpoints = own.into_iter().chain(overrides).flatten();
    for endpoint in endpoints.filter(is_schemeless) {
        let message = message!(
            "{} has no scheme: with no TLS option set and no https:// at the first address it is silently plaintext",
            show(&endpoint.word.text)
        );
        out.report(endpoint.word.place.clone(), message).label("no https://").fix(https(&endpoint, has_all));
    }
}

fn https(endpoint: &Endpoint, has_all: bool) -> Fix {
    if !(has_all && endpoint.word.verbatim) {
        return Fix::advice("write https:// and set --etcd-certfile, --etcd-keyfile and --etcd-cafile");
    }
    let value = Scalar::String(format!("https://{}", endpoint.word.text));
    Fix::safe("write https://", vec![Edit::Replace { place: endpoint.word.place.clone(), value }])
}
