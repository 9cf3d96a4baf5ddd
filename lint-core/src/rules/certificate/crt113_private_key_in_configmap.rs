use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::model::certificates::{Content, Holder, PemFile};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "CRT113",
    name: "private-key-in-configmap",
    summary: "a private key lies where anybody may read it",
    severity: Severity::Error,
    category: Category::Certificates,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &["STIG V-274883"],
    since: "0.1.0",
    page: page!("crt113_private_key_in_configmap.md"),
    check: Check::Pem(check),
};

fn check(pem: &PemFile, _: &Context, out: &mut Findings) {
    let home = match pem.holder {
        Holder::ConfigMap => "a ConfigMap, which whoever may read ConfigMaps can read",
        Holder::Field => "a field that whoever may read the object can read",
        _ => return,
    };
    for block in &pem.blocks {
        if block.says_private_key && !matches!(block.content, Ok(Content::EncryptedKey)) {
            out.report(
                block.place.clone(),
                message!("a private key lies in {}: take it for stolen and make a new one", home),
            )
            .label("a private key");
        }
    }
}
