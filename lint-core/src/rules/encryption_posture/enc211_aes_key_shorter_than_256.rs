use super::keys::{AnyKey, all_keys, name_of};
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::encryption::{Encryption, ProviderName};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC211",
    name: "aes-key-shorter-than-256",
    summary: "an AES key has 16 or 24 bytes instead of 32",
    severity: Severity::Warning,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("enc211_aes_key_shorter_than_256.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for AnyKey { kind, key, secret } in all_keys(&encryption.config) {
        let is_aes = matches!(kind.name, ProviderName::Aescbc | ProviderName::Aesgcm);
        let Some(length) = secret.value.decode().ok().map(|bytes| bytes.len()) else { continue };
        if !is_aes || !matches!(length, 16 | 24) {
            continue;
        }
        out.report(
            secret.place.clone(),
            message!(
                "{} of {} has {} bytes: kube-apiserver accepts it, but the documentation and \
                 benchmarks ask for 32",
                name_of(key),
                kind.name.as_str(),
                length
            ),
        )
        .label("shorter than AES-256")
        .fix(Fix::advice("rotate to a new key: head -c 32 /dev/urandom | base64"));
    }
}
