use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::inventory::Leaf;
use crate::message;
use crate::message::show;
use crate::model::certificates::{Certificate, Credential, Holder, PemFile, Role, Usage, User};
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
    if leaf.certificate.is_self_signed() || ca.roots().next().is_none() {
        return;
    }
    let Some(verifier) = verifier(credential, &leaf, cx) else { return };
    let (severity, what, what_follows) = match trace(credential, &leaf, ca, cx) {
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
        Trace::Refused(why) => (Severity::Error, why, ", so every verification in Go fails"),
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
        Verifier::Perhaps => (Severity::Warning, ", so verification fails if the CA is for it"),
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
    /// Nobody is seen, and the CA may be for the other side's certificates.
    Perhaps,
    /// etcd, when its own gateway dials it.
    Gateway,
}

/// Who is seen to hold a certificate against the CA file that its user takes. What etcd takes for its clients
/// and kube-apiserver for etcd is for certificates of the other side, so it says nothing of their own ones unless
/// the other side takes the same file.
fn verifier(credential: &Credential, leaf: &Leaf, cx: &Context) -> Option<Verifier> {
    let users = || cx.inventory.credentials.iter().filter(|one| one.ca == credential.ca).map(|one| one.user);
    match credential.user {
        // kubeadm has one CA for all.
        User::Unseen if leaf.file.holder == Holder::Secret && credential.role != Some(Role::Peer) => {
            Some(Verifier::Perhaps)
        }
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

/// Where the issuers of a certificate lead, by their names and key identifiers, from the worst to the best.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Trace {
    /// To a root that is not in the file.
    OtherRoot,
    /// To a CA of the file by name, but it has another key.
    OtherKey,
    /// To a CA of the file, but Go refuses something on the way.
    Refused(&'static str),
    /// To a certificate that is not in the input.
    Lost,
    /// To a CA of the file, by way of a certificate that the server does not send.
    Unsent,
    /// To a CA of the file.
    Trusted,
}

/// Go gives up after so many issuers that it looked at.
const LIMIT: usize = 100;

/// The search for a chain.
struct Search<'a> {
    ca: &'a PemFile,
    sent: Vec<&'a Certificate>,
    known: Vec<&'a Certificate>,
    /// What the certificate is to be good for.
    usages: &'static [Usage],
    /// How many issuers may still be looked at.
    left: usize,
}

fn trace(credential: &Credential, leaf: &Leaf, ca: &PemFile, cx: &Context) -> Trace {
    let usages: &[Usage] = match credential.role {
        Some(Role::Server) => &[Usage::Server],
        Some(Role::Client) => &[Usage::Client],
        Some(Role::Peer) => &[Usage::Server, Usage::Client],
        _ => &[],
    };
    let sent = leaf.file.certificates().skip(1).map(|(_, one)| one).collect();
    let known = cx.inventory.authorities().collect();
    Search { ca, sent, known, usages, left: LIMIT }.follow(&[leaf.certificate], true)
}

impl<'a> Search<'a> {
    /// The best end that a chain can have which begins like this one, whose first certificate did not sign itself.
    fn follow(&mut self, chain: &[&'a Certificate], all_sent: bool) -> Trace {
        let Some(last) = chain.last() else { return Trace::Lost };
        if last.is_self_signed() {
            return self.dead_end(last);
        }
        let is_candidate = |one: &&Certificate| {
            signs(one, last) && !chain.iter().any(|above| above.fingerprint == one.fingerprint)
        };
        let ca = self.ca;
        let mut ends: Vec<Trace> = Vec::new();
        for root in ca.roots().filter(is_candidate) {
            ends.push(self.end(&[chain, &[root]].concat(), all_sent));
        }
        let sent: Vec<_> = self.sent.iter().copied().filter(is_candidate).collect();
        let known: Vec<_> = self.known.iter().copied().filter(is_candidate).collect();
        let is_other = |one: &&Certificate| !sent.iter().any(|other| other.fingerprint == one.fingerprint);
        let unsent = known.iter().copied().filter(is_other).map(|one| (one, false));
        for (issuer, is_sent) in sent.iter().map(|one| (*one, true)).chain(unsent) {
            if ends.contains(&Trace::Trusted) {
                break;
            }
            let Some(left) = self.left.checked_sub(1) else { return Trace::Lost };
            self.left = left;
            ends.push(if !issuer.is_ca || issuer.is_old {
                Trace::Refused("an issuer of it is no CA")
            } else if is_too_deep(issuer, chain) {
                TOO_DEEP
            } else {
                self.follow(&[chain, &[issuer]].concat(), all_sent && is_sent)
            });
        }
        ends.into_iter().max().unwrap_or_else(|| self.dead_end(last))
    }

    /// What comes of a chain that ends in a CA of the file.
    fn end(&self, chain: &[&Certificate], all_sent: bool) -> Trace {
        let Some((root, below)) = chain.split_last() else { return Trace::Lost };
        let issuers = || chain.iter().enumerate().skip(1);
        let forbids_names = |(position, issuer): (usize, &&Certificate)| {
            chain.iter().take(position).any(|below| !issuer.allows_names_of(below))
        };
        if is_too_deep(root, below) {
            TOO_DEEP
        } else if chain.iter().any(|one| one.has_unknown_extension) {
            Trace::Refused("it or an issuer has a critical extension that Go does not know")
        } else if issuers().any(|(_, one)| self.usages.iter().any(|usage| !one.allows(*usage))) {
            Trace::Refused("the extended key usage of an issuer does not allow its use")
        } else if issuers().any(forbids_names) {
            Trace::Refused("the name constraints of an issuer do not allow its names")
        } else if all_sent {
            Trace::Trusted
        } else {
            Trace::Unsent
        }
    }

    fn dead_end(&self, last: &Certificate) -> Trace {
        let is_self_signed = last.is_self_signed();
        let has_other_key = |issuer: &Certificate| match is_self_signed {
            true => issuer.public_key != last.public_key,
            false => !last.matches_key_of(issuer),
        };
        if self.ca.roots().any(|issuer| last.names_issuer(issuer) && has_other_key(issuer)) {
            Trace::OtherKey
        } else if is_self_signed {
            Trace::OtherRoot
        } else {
            Trace::Lost
        }
    }
}

const TOO_DEEP: Trace = Trace::Refused("an issuer allows fewer intermediates than there are");

/// Whether more certificates stand between an issuer and the end of the chain than it allows.
fn is_too_deep(issuer: &Certificate, chain: &[&Certificate]) -> bool {
    issuer.path_length.is_some_and(|longest| chain.len() > longest + 1)
}

/// Whether names and key identifiers say that `issuer` signed the certificate.
fn signs(issuer: &Certificate, certificate: &Certificate) -> bool {
    certificate.names_issuer(issuer) && certificate.matches_key_of(issuer)
}
