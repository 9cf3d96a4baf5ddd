use super::dialled;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::etcd_url::EtcdUrl;
use crate::model::kubeadm::{ClusterConfiguration, ExternalEtcd};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::word::Word;

pub(crate) static RULE: Rule = Rule {
    id: "API121",
    name: "kubeadm-external-etcd",
    summary: "kubeadm's external etcd is reached in clear or is set up in halves",
    severity: Severity::Error,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &["NSA Encryption"],
    since: "0.1.0",
    page: page!("api121_kubeadm_external_etcd.md"),
    check: Check::Kubeadm(check),
};

fn check(config: &ClusterConfiguration, _: &Context, out: &mut Findings) {
    let Some(external) = &config.external else { return };
    if let Some(local) = &config.local {
        let message =
            "etcd.local and etcd.external exclude each other: kubeadm refuses a configuration with both";
        out.report(local.place.to_key(), message)
            .label("one of the two")
            .related(external.place.to_key(), "the other")
            .fix(Fix::advice("remove the section that is not meant"));
    }
    for endpoint in external.plaintext() {
        plaintext(config, external, endpoint, out);
    }
    halves(config, external, out);
}

fn plaintext(config: &ClusterConfiguration, external: &ExternalEtcd, endpoint: &Word, out: &mut Findings) {
    let subject = config.subject_of("kube-apiserver");
    let fix = Fix::advice("write https:// with caFile, certFile and keyFile, once etcd serves it, too");
    let Some((key, file)) = external.files().next() else {
        let is_tls = external.dials_tls();
        let in_clear = message!(
            "{}: every Secret and token crosses the network in clear; kubeadm accepts that while no file is set",
            show(&endpoint.text)
        );
        let is_loopback = EtcdUrl::parse(endpoint).is_ok_and(|url| url.is_loopback());
        let (severity, message) = match is_tls {
            Some(false) if !is_loopback => (Severity::Error, in_clear),
            Some(false) => (Severity::Warning, in_clear),
            _ => (Severity::Warning, dialled::not_in_clear(&endpoint.text, is_tls)),
        };
        out.report_in(subject, endpoint.place.clone(), message)
            .label(dialled::label(is_tls))
            .fix(fix)
            .severity(severity);
        return;
    };
    let message = message!("{}: kubeadm refuses http beside {}", show(&endpoint.text), key);
    out.report_in(subject, endpoint.place.clone(), message)
        .label("no TLS")
        .related(file.place.clone(), "asks for https")
        .fix(fix);
}

/// A certificate without its key, a key without its certificate, or both without a CA.
fn halves(config: &ClusterConfiguration, external: &ExternalEtcd, out: &mut Findings) {
    let file = |wanted: &str| external.files().find(|(key, _)| *key == wanted).map(|(_, file)| file);
    let (found, present, missing) = match (file("caFile"), file("certFile"), file("keyFile")) {
        (_, Some(certificate), None) => (certificate, "certFile", "keyFile"),
        (_, None, Some(key)) => (key, "keyFile", "certFile"),
        (None, Some(certificate), Some(_)) => (certificate, "certFile and keyFile", "caFile"),
        _ => return,
    };
    out.report_in(
        config.subject_of("kube-apiserver"),
        found.place.clone(),
        message!("{} without {}: kubeadm refuses the configuration", present, missing),
    )
    .label("half of it")
    .fix(Fix::advice(message!("set {}", missing)));
}
