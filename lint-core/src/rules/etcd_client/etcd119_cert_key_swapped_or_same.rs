use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::etcd::{Etcd, Side};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::volume::clean;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD119",
    name: "cert-key-swapped-or-same",
    summary: "certificate and key are swapped, or the same file",
    severity: Severity::Error,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &["CIS 2.1", "CIS 2.4"],
    since: "0.1.0",
    page: page!("etcd119_cert_key_swapped_or_same.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, _: &Context, out: &mut Findings) {
    for side in [Side::Client, Side::Peer] {
        for pair in [Some(side.server_pair()), etcd.client_pair(side)].into_iter().flatten() {
            check_pair(etcd, side, pair, out);
        }
    }
}

fn check_pair(etcd: &Etcd, side: Side, [cert_flag, key_flag]: [&'static str; 2], out: &mut Findings) {
    let (Some(cert), Some(key)) = (etcd.text(cert_flag), etcd.text(key_flag)) else { return };
    if cert.is_empty() || key.is_empty() {
        return;
    }
    let (cert_file, key_file) = ((cert_flag, "the certificate file"), (key_flag, "the key file"));
    let is_opened = etcd.opens_certificate(side) != Some(false);
    let exits = if is_opened { "etcd exits" } else { "with an https URL etcd would exit" };
    let ((at, label), (other, also), severity, message) = match (holds(&cert), holds(&key)) {
        (held, _) if clean(&cert) == clean(&key) => (
            cert_file,
            key_file,
            // One file may hold both, but not if it is named for one of them.
            if held == Holds::Unknown { Severity::Warning } else { Severity::Error },
            message!(
                "--{} and --{} name the same file: unless it holds both, {}",
                cert_flag,
                key_flag,
                exits
            ),
        ),
        (Holds::Key, _) => (
            cert_file,
            key_file,
            Severity::Error,
            message!("--{} points at a key: {} with \"PEM inputs may have been switched\"", cert_flag, exits),
        ),
        (_, Holds::Certificate) => (
            key_file,
            cert_file,
            Severity::Error,
            message!(
                "--{} points at a certificate: {} with \"found a certificate rather than a key\"",
                key_flag,
                exits
            ),
        ),
        _ => return,
    };
    out.report(etcd.place_of_value(at), message)
        .severity(if is_opened { severity } else { Severity::Warning })
        .label(label)
        .related(etcd.place_of_value(other), also)
        .fix(Fix::advice(message!("give --{} the certificate and --{} its key", cert_flag, key_flag)));
}

/// What a file holds, by its name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Certificate,
    Key,
    Unknown,
}

fn holds(path: &str) -> Holds {
    if [".key", "-key.pem", "/key.pem"].iter().any(|end| path.ends_with(end)) {
        Holds::Key
    } else if [".crt", ".cert", "/cert.pem"].iter().any(|end| path.ends_with(end)) {
        Holds::Certificate
    } else {
        Holds::Unknown
    }
}
