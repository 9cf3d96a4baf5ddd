use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::inventory::Leaf;
use crate::message;
use crate::message::show;
use crate::model::certificates::{Certificate, Credential, PemFile, User};
use crate::model::etcd::{Side, State};
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
    let Some(verifier) = verifier(credential, cx) else { return };
    let (severity, what, what_follows) = match trace(&leaf, ca, cx) {
        Trace::Trusted => return,
        Trace::OtherKey => (
            Severity::Error,
            "the CA beside it has the issuer's name but another key identifier",
            ", so every verification fails",
        ),
        Trace::OtherRoot => (
            Severity::Error,
            "its issuers' names lead to a root that is not in the CA file beside it",
            ", so every verification fails",
        ),
        Trace::Unsent => (
            Severity::Warning,
            "its issuer is in another file of the input, not behind it",
            ", so verification fails unless the other side has it",
        ),
        Trace::Lost => {
            (Severity::Warning, "its issuer's name is neither in the CA file beside it nor in its chain", "")
        }
    };
    let (severity, what_follows) = match verifier {
        Verifier::Others => (severity, what_follows),
        Verifier::Gateway => {
            (Severity::Warning, ", so etcd's HTTP/JSON gateway, which dials etcd with it, fails")
        }
    };
    out.report(
        leaf.block.place.clone(),
        message!(
            "the certificate of {} names {} as issuer: {}{}",
            show(&leaf.certificate.subject.text),
            show(&leaf.certificate.issuer.text),
            what,
            what_follows
        ),
    )
    .severity(severity)
    .label("not from this CA")
    .related(ca.place.clone(), "the CA file");
}

/// Who holds a certificate against the CA file.
enum Verifier {
    /// The other side of each connection.
    Others,
    /// etcd, when its own gateway dials it.
    Gateway,
}

/// Who is seen to hold a certificate against the CA file that its user takes. What etcd takes for its clients
/// and kube-apiserver for etcd is for certificates of the other side, so it says nothing of their own ones unless
/// the other side takes the same file.
fn verifier(credential: &Credential, cx: &Context) -> Option<Verifier> {
    let users = || cx.inventory.credentials.iter().filter(|one| one.ca == credential.ca).map(|one| one.user);
    match credential.user {
        User::Etcd(_, Side::Peer) | User::Unseen => Some(Verifier::Others),
        User::Apiserver(_) => users().any(|user| asks_clients(user, cx)).then_some(Verifier::Others),
        User::Etcd(position, Side::Client) => {
            let etcd = cx.inventory.etcds.get(position)?;
            let is_opened = etcd.opens_certificate(Side::Client) != Some(false);
            if is_opened && users().any(|user| matches!(user, User::Apiserver(_))) {
                return Some(Verifier::Others);
            }
            etcd.gateway_shows_certificate().then_some(Verifier::Gateway)
        }
    }
}

/// Whether it is an etcd that asks clients for certificates.
fn asks_clients(user: User, cx: &Context) -> bool {
    let etcd = cx.inventory.etcd_of(user);
    etcd.is_some_and(|(etcd, side)| side == Side::Client && etcd.client.state == State::Mtls)
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
