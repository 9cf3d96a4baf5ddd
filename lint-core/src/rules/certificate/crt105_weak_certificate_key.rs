use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::Message;
use crate::message::show;
use crate::model::certificates::{Key, PemFile};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::settings::Profile;

pub(crate) static RULE: Rule = Rule {
    id: "CRT105",
    name: "weak-certificate-key",
    summary: "the key of a certificate is too weak, or of a kind that Go does not know",
    severity: Severity::Error,
    category: Category::Certificates,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("crt105_weak_certificate_key.md"),
    check: Check::Pem(check),
};

fn check(pem: &PemFile, cx: &Context, out: &mut Findings) {
    for (block, certificate) in pem.certificates() {
        let (severity, kind) = match certificate.key {
            Key::Unknown => (Severity::Error, Message::from("of a kind that Go does not know")),
            Key::Rsa(bits) if bits > 8192 => (Severity::Warning, message!("RSA with {} bits", bits)),
            Key::Rsa(bits) if bits < 2048 => (Severity::Error, message!("RSA with {} bits", bits)),
            Key::Rsa(bits) if bits < 3072 && cx.profile() == Profile::Strict => {
                (Severity::Info, message!("RSA with {} bits", bits))
            }
            Key::Ec(bits) if bits < 256 => (Severity::Error, message!("P-{}", bits)),
            Key::Dsa => (Severity::Error, Message::from("DSA")),
            _ => continue,
        };
        let what_follows = match (certificate.key, severity) {
            (Key::Unknown, _) => "etcd, kube-apiserver and all clients in Go refuse it",
            (_, Severity::Warning) => "TLS in Go takes no more than 8192 bits since 1.20.7",
            (_, Severity::Info) => "NIST asks for 3072 bits from 2031 on",
            _ => "it can be broken, and many TLS libraries refuse it",
        };
        out.report(
            block.place.clone(),
            message!("the key of {} is {}: {}", show(&certificate.subject.text), kind, what_follows),
        )
        .severity(severity)
        .label("a weak key");
    }
}
