use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::model::cipher_suites::satisfies_http2;
use crate::model::etcd::Etcd;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::rules::etcd_client::cipher_list::{CipherList, is_served};

pub(crate) static RULE: Rule = Rule {
    id: "ETCD112",
    name: "cipher-suites-break-http2",
    summary: "the cipher list lacks the suite that HTTP/2 requires",
    severity: Severity::Error,
    category: Category::InTransit,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("etcd112_cipher_suites_break_http2.md"),
    check: Check::Etcd(check),
};

fn check(etcd: &Etcd, cx: &Context, out: &mut Findings) {
    let Some(list) = CipherList::of(etcd, cx).filter(|_| is_served(etcd)) else { return };
    let Some(suites) = list.suites() else { return };
    let is_useless = suites.iter().all(|suite| suite.tls13);
    if is_useless || satisfies_http2(suites.iter().map(|suite| suite.name)) {
        return;
    }
    out.report(
        list.place.clone(),
        "the cipher list has no TLS_ECDHE_..._WITH_AES_128_GCM_SHA256, which HTTP/2 demands: etcd crashes \
         when it begins to serve clients",
    )
    .label("lacks the mandatory suite")
    .fix(Fix::advice(
        "add TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, or its ECDSA variant if the server's key is an \
         elliptic curve key",
    ));
}
