use super::keys::open_keys;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::model::encryption::Encryption;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::carrier::Carrier;

pub(crate) static RULE: Rule = Rule {
    id: "ENC226",
    name: "key-in-configmap",
    summary: "a ConfigMap carries an encryption key",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &["STIG V-274883", "NSA Secrets"],
    since: "0.1.0",
    page: page!("enc226_key_in_configmap.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    if encryption.carrier != Some(Carrier::ConfigMap) {
        return;
    }
    for open in open_keys(&encryption.config) {
        out.report(
            open.secret.place.clone(),
            "encryption keys in a ConfigMap are readable by everyone with \"get configmaps\" \
             and stored in etcd beside the data they protect",
        )
        .label("key in a ConfigMap")
        .fix(Fix::advice(
            "rotate the key, and keep the file on the control plane nodes, in a Secret of the \
             management cluster, or without keys by KMS",
        ));
    }
}
