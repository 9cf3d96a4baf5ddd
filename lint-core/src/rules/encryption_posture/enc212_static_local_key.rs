use super::chain::writers;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::encryption::Encryption;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC212",
    name: "static-local-key",
    summary: "the key that writes lies in a file beside etcd",
    severity: Severity::Info,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &["NSA Secrets"],
    since: "0.1.0",
    page: page!("enc212_static_local_key.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    let writers = writers(&encryption.config);
    let mut local = writers.iter().filter(|writer| writer.provider.kind.name.has_local_keys());
    // One finding for the file: that of Secrets, if there is one.
    let Some(writer) = local.clone().find(|writer| writer.writes_secrets).or_else(|| local.next()) else {
        return;
    };
    out.report(
        writer.provider.kind.place.to_key(),
        message!(
            "the {} key lies in this file on the control plane node: whoever gets the node's \
             file system decrypts etcd; KMS v2 keeps it elsewhere",
            writer.provider.kind.name.as_str()
        ),
    )
    .label("key on the node")
    .fix(Fix::advice(
        "put kms (apiVersion v2) in front and keep the local key to read until everything \
         is rewritten",
    ));
}
