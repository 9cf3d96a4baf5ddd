use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::model::etcd::Etcd;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::image::Version;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD104",
    name: "client-https-without-certificate",
    summary: "a client or metrics URL is https, but there is no certificate",
    severity: Severity::Error,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &["CIS 2.1", "STIG V-242427", "STIG V-242428"],
    since: "0.1.0",
    page: page!("etcd104_client_https_without_certificate.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    if etcd.client.has_certificate() != Some(false) || etcd.client.auto != Some(false) {
        return;
    }
    let metrics = etcd.urls("listen-metrics-urls").unwrap_or_default();
    let (url, message) = if let Some(url) = etcd.client.secure().next() {
        (
            url,
            "https client URL without --cert-file and --key-file: etcd exits with \"TLS key/cert \
             (--cert-file, --key-file) must be provided\"",
        )
    } else if let Some(url) = metrics.iter().find(|url| url.is_secure()) {
        (
            url,
            // The first words are those up to 3.5.14.
            match etcd.version.and_then(|version| version.is_at_least(Version::new(3, 5, 15))) {
                Some(false) => {
                    "https metrics URL without --cert-file and --key-file: etcd exits with \"KeyFile and \
                     CertFile are not presented\""
                }
                _ => {
                    "https metrics URL without --cert-file and --key-file: etcd exits with \"client TLS \
                     key/cert (--cert-file, --key-file) must be provided for metrics secure url\""
                }
            },
        )
    } else {
        return;
    };
    out.report(url.place.clone(), message)
        .label("needs a certificate")
        .fix(Fix::advice("set --cert-file and --key-file"));
}
