use super::keys::open_keys;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::model::encryption::Encryption;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::subject::carrier::Carrier;

pub(crate) static RULE: Rule = Rule {
    id: "ENC227",
    name: "key-inline-in-cluster-api",
    summary: "a Cluster API object carries an encryption key",
    severity: Severity::Warning,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &["STIG V-274883", "NSA Secrets"],
    since: "0.1.0",
    page: page!("enc227_key_inline_in_cluster_api.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    if encryption.carrier != Some(Carrier::ClusterApi) {
        return;
    }
    if let Some(open) = open_keys(&encryption.config).next() {
        out.report(
            open.secret.place.clone(),
            "the encryption key stands in the object: whoever may read it, or the repository \
             it comes from, can decrypt the cluster's etcd",
        )
        .label("key in files[].content")
        .fix(Fix::advice("rotate the key, put the file into a Secret and fetch it with contentFrom.secret"));
    }
}
