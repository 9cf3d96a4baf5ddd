use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::apiserver::{Apiserver, Endpoint, EndpointScheme};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "API103",
    name: "etcd-cafile-missing",
    summary: "kube-apiserver checks etcd against the CAs of the system",
    severity: Severity::Error,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Suggested,
    controls: &["CIS 1.2.26", "STIG V-242429"],
    since: "0.1.0",
    page: page!("api103_etcd_cafile_missing.md"),
    check: Check::Apiserver(check),
};

fn check(apiserver: &Apiserver, _: &Context, out: &mut Findings) {
    let is_https = |endpoint: &Endpoint| endpoint.scheme == EndpointScheme::Https;
    let endpoints = apiserver.etcd_servers();
    let is_in_clear = apiserver.dials_tls(&endpoints) == Some(false);
    if apiserver.lacks("etcd-cafile") && endpoints.iter().any(is_https) && !is_in_clear {
        let message = message!(
            "no --etcd-cafile: kube-apiserver trusts every CA of its image to vouch for etcd, and not the CA of etcd"
        );
        let edits = apiserver.set("etcd-cafile", "/etc/kubernetes/pki/etcd/ca.crt").unwrap_or_default();
        out.report(apiserver.place_of("etcd-servers"), message)
            .label("no --etcd-cafile")
            .fix(Fix::suggested("use the CA that kubeadm makes for etcd", edits));
    }
}
