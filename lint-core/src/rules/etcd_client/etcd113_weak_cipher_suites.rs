use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show_all;
use crate::model::cipher_suites::{CipherSuite, Weakness, lookup, satisfies_http2};
use crate::model::etcd::Etcd;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::rules::etcd_client::cipher_list::CipherList;
use crate::subject::word::Word;

pub(crate) static RULE: Rule = Rule {
    id: "ETCD113",
    name: "weak-cipher-suites",
    summary: "the cipher list allows weak suites",
    severity: Severity::Warning,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &["NSA Encryption"],
    since: "0.1.0",
    page: page!("etcd113_weak_cipher_suites.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    let Some(list) = CipherList::of(etcd, cx) else { return };
    let weak: Vec<(&Word, Weakness)> =
        list.names.iter().filter_map(|name| Some((name, lookup(name.known()?)?.weakness?))).collect();
    let Some((first, weakness)) = weak.first() else { return };
    let finding = out.report(
        first.place.clone(),
        message!("weak cipher suites are allowed: {}", show_all(weak.iter().map(|(name, _)| &name.text))),
    );
    finding.label(reason(*weakness)).fix(fix(etcd, &list));
    for (name, weakness) in weak.iter().skip(1) {
        finding.related(name.place.clone(), reason(*weakness));
    }
}

const fn reason(weakness: Weakness) -> &'static str {
    match weakness {
        Weakness::Rc4 => "RC4 leaks plaintext",
        Weakness::TripleDes => "3DES has 64-bit blocks",
        Weakness::Cbc => "CBC invites padding attacks",
        Weakness::NoForwardSecrecy => "no forward secrecy",
    }
}

/// Mechanical if etcd still starts with what is left.
fn fix(etcd: &Etcd, list: &CipherList) -> Fix {
    let title = "remove the weak cipher suites";
    let Some(suites) = list.suites() else { return Fix::advice(title) };
    let kept: Vec<&'static str> =
        suites.iter().filter(|suite| suite.weakness.is_none()).map(|suite| suite.name).collect();
    if kept.is_empty() || !satisfies_http2(kept.iter().copied()) {
        return Fix::advice(title);
    }
    match list.keep(etcd, &kept) {
        Some(edits) if keeps_certificates(&suites, &kept) => Fix::safe(title, edits),
        edits => Fix::suggested(title, edits.unwrap_or_default()),
    }
}

/// Whether a certificate of each sort that had a suite has one still: a suite is for keys of one sort.
fn keeps_certificates(suites: &[CipherSuite], kept: &[&str]) -> bool {
    ["_ECDSA_", "_RSA_"].iter().all(|sort| {
        let is_for = |name: &str| name.contains(sort);
        !suites.iter().any(|suite| is_for(suite.name)) || kept.iter().any(|name| is_for(name))
    })
}
