use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::apiserver::{Apiserver, Endpoint, EndpointScheme};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "API102",
    name: "etcd-client-certificate-missing",
    summary: "kube-apiserver has no client certificate for etcd",
    severity: Severity::Error,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Suggested,
    controls: &["CIS 1.2.23", "STIG V-242430", "STIG V-242431"],
    since: "0.1.0",
    page: page!("api102_etcd_client_certificate_missing.md"),
    check: Check::Apiserver(check),
};

fn check(apiserver: &Apiserver, _: &Context, out: &mut Findings) {
    let may_be_tls =
        |endpoint: &Endpoint| matches!(endpoint.scheme, EndpointScheme::Https | EndpointScheme::Missing);
    let has_none = apiserver.lacks("etcd-certfile") && apiserver.lacks("etcd-keyfile");
    let endpoints = apiserver.etcd_servers();
    let is_in_clear = endpoints.first().is_some_and(Endpoint::is_http);
    if has_none && endpoints.iter().any(may_be_tls) && !is_in_clear {
        let message = message!(
            "kube-apiserver presents no client certificate: etcd either rejects it or accepts anyone"
        );
        out.report(apiserver.place_of("etcd-servers"), message)
            .label("no --etcd-certfile, no --etcd-keyfile")
            .fix(kubeadm_pair(apiserver));
    }
}

/// The certificate that kubeadm makes for this.
fn kubeadm_pair(apiserver: &Apiserver) -> Fix {
    let certificate = apiserver.set("etcd-certfile", "/etc/kubernetes/pki/apiserver-etcd-client.crt");
    let key = apiserver.set("etcd-keyfile", "/etc/kubernetes/pki/apiserver-etcd-client.key");
    let edits = [certificate, key].into_iter().flatten().flatten().collect();
    Fix::suggested("use the certificate that kubeadm makes for etcd's clients", edits)
}
