use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::etcd::{Etcd, Side};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::rules::etcd_client::tls_file::value_place;
use crate::subject::volume::clean;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD119",
    name: "cert-key-swapped-or-same",
    summary: "certificate and key are swapped, or the same file",
    severity: Severity::Error,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Suggested,
    controls: &["CIS 2.1", "CIS 2.4"],
    page: page!("etcd119_cert_key_swapped_or_same.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    for side in [Side::Client, Side::Peer] {
        let (cert_flag, key_flag) = (side.flag("cert-file"), side.flag("key-file"));
        let (Some(cert), Some(key)) = (etcd.text(cert_flag), etcd.text(key_flag)) else { continue };
        if cert.is_empty() || key.is_empty() {
            continue;
        }
        let (severity, message) = match (sort(&cert), sort(&key)) {
            (sort, _) if clean(&cert) == clean(&key) => (
                // One file may hold both, but not if it is named for one of them.
                if sort == Sort::Unknown { Severity::Warning } else { Severity::Error },
                message!("--{} and --{} name the same file: unless it holds both, etcd exits", cert_flag, key_flag),
            ),
            (Sort::Key, Sort::Certificate | Sort::Unknown) => (
                Severity::Error,
                message!("--{} points at a key: etcd exits with \"PEM inputs may have been switched\"", cert_flag),
            ),
            _ => continue,
        };
        out.report(value_place(etcd, cert_flag), message)
            .severity(severity)
            .related(value_place(etcd, key_flag), "the key file")
            .fix(Fix::advice(message!("give --{} the certificate and --{} its key", cert_flag, key_flag)));
    }
}

/// What a file holds, by its name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Certificate,
    Key,
    Unknown,
}

fn sort(path: &str) -> Sort {
    if path.ends_with(".key") || path.ends_with("-key.pem") {
        Sort::Key
    } else if path.ends_with(".crt") || path.ends_with(".cert") {
        Sort::Certificate
    } else {
        Sort::Unknown
    }
}
