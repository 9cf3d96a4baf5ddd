use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::inventory::Leaf;
use crate::message;
use crate::message::show;
use crate::model::certificates::{Certificate, Credential, PemFile};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "CRT110",
    name: "chain-not-from-bundled-ca",
    summary: "a certificate was not issued by the CA beside it",
    severity: Severity::Error,
    category: Category::Certificates,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("crt110_chain_not_from_bundled_ca.md"),
    check: Check::Credential(check),
};

fn check(credential: &Credential, cx: &Context, out: &mut Findings) {
    let Some(leaf) = cx.inventory.leaf_of(credential) else { return };
    let Some(ca) = credential.ca.and_then(|ca| cx.inventory.pem(ca)) else { return };
    // Without any CA in the file, CRT111 speaks; of a certificate that signed itself, CRT117.
    if leaf.certificate.is_self_issued() || ca.authorities().next().is_none() {
        return;
    }
    let (severity, what) = match trace(&leaf, ca, cx) {
        Trace::Trusted => return,
        Trace::OtherKey => (
            Severity::Error,
            "the CA beside it has the issuer's name but another key identifier, so every verification fails",
        ),
        Trace::OtherRoot => (
            Severity::Error,
            "its issuers' names lead to a root that is not in the CA file beside it, so every verification fails",
        ),
        Trace::Unsent => (
            Severity::Warning,
            "its issuer is in another file of the input, not behind it, so verification fails unless the \
             other side has it",
        ),
        Trace::Lost => {
            (Severity::Warning, "its issuer's name is neither in the CA file beside it nor in its chain")
        }
    };
    out.report(
        leaf.block.place.clone(),
        message!(
            "the certificate of {} names {} as issuer: {}",
            show(&leaf.certificate.subject.text),
            show(&leaf.certificate.issuer.text),
            what
        ),
    )
    .severity(severity)
    .label("not from this CA")
    .related(ca.place.clone(), "the CA file");
}

/// Where the issuers of a certificate lead, by their names and key identifiers.
enum Trace {
    /// To a CA of the file.
    Trusted,
    /// To a CA of the file by name, but it has another key.
    OtherKey,
    /// To a root that is not in the file.
    OtherRoot,
    /// To a CA of the file, by way of a certificate that the server does not send.
    Unsent,
    /// To a certificate that is not in the input.
    Lost,
}

/// No chain of certificates in use is longer.
const LONGEST_CHAIN: usize = 8;

fn trace(leaf: &Leaf, ca: &PemFile, cx: &Context) -> Trace {
    let mut one = leaf.certificate;
    let mut all_sent = true;
    for _ in 0..LONGEST_CHAIN {
        if ca.authorities().any(|issuer| signs(issuer, one)) {
            return if all_sent { Trace::Trusted } else { Trace::Unsent };
        }
        if ca.authorities().any(|issuer| one.names_issuer(issuer)) {
            return Trace::OtherKey;
        }
        if one.is_self_issued() {
            return Trace::OtherRoot;
        }
        let sent = leaf.file.authorities().find(|issuer| signs(issuer, one));
        all_sent &= sent.is_some();
        match sent.or_else(|| cx.inventory.authorities().find(|issuer| signs(issuer, one))) {
            Some(issuer) => one = issuer,
            None => return Trace::Lost,
        }
    }
    Trace::Lost
}

/// Whether names and key identifiers say that `issuer` signed the certificate.
fn signs(issuer: &Certificate, certificate: &Certificate) -> bool {
    certificate.names_issuer(issuer) && certificate.matches_key_of(issuer)
}
