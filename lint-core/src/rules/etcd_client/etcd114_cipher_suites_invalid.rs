use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::cipher_suites::lookup;
use crate::model::etcd::Etcd;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::rules::etcd_client::cipher_list::{CipherList, is_served};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD114",
    name: "cipher-suites-invalid",
    summary: "the cipher list has a name that etcd does not know",
    severity: Severity::Error,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd114_cipher_suites_invalid.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    let Some(list) = CipherList::of(etcd, cx) else { return };
    for name in &list.names {
        let Some(text) = name.known().filter(|text| lookup(text).is_none()) else { continue };
        let place = if text.is_empty() { &list.place } else { &name.place };
        out.report(
            place.clone(),
            message!(
                "etcd does not know this cipher suite and exits with: unexpected TLS cipher suite \"{}\"",
                show(text)
            ),
        )
        .label(hint(text));
    }
    if is_served(etcd) && list.suites().is_some_and(|suites| suites.iter().all(|suite| suite.tls13)) {
        out.report(
            list.place.clone(),
            "TLS 1.3 suites cannot be chosen, so this list leaves none for TLS 1.2: etcd crashes when it \
             begins to serve clients",
        )
        .label("TLS 1.3 suites only");
    }
}

fn hint(name: &str) -> &'static str {
    let tidied = name.trim().to_uppercase();
    if tidied.is_empty() {
        "an empty name"
    } else if name.trim() != name && lookup(&tidied).is_some() {
        "blanks are part of the name"
    } else if lookup(&tidied).is_some() {
        "names are in upper case"
    } else {
        "not a name of Go's crypto/tls"
    }
}
