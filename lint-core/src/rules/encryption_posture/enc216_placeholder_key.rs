use super::keys::{AnyKey, all_keys, name_of};
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::model::encryption::{Encryption, Marker};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC216",
    name: "placeholder-key",
    summary: "a placeholder stands where a key must be",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("enc216_placeholder_key.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, cx: &Context, out: &mut Findings) {
    let config = &encryption.config;
    let is_template = cx.inventory.is_template(encryption.document);
    for AnyKey { kind, key, secret } in all_keys(config) {
        let is_filled_in_later = match secret.value.marker() {
            Some(Marker::Sops) => config.sops.is_some(),
            Some(Marker::Template) => is_template,
            _ => false,
        };
        if !secret.value.is_placeholder() || is_filled_in_later {
            continue;
        }
        let is_usable =
            secret.value.decode().is_ok_and(|bytes| kind.name.key_lengths().contains(&bytes.len()));
        let consequence = if is_usable {
            "kube-apiserver takes it as the key, and everybody can guess it"
        } else {
            "kube-apiserver does not start with it, and a reload keeps the old configuration"
        };
        out.report(
            secret.place.clone(),
            message!("the secret of {} is {}: {}", name_of(key), what(secret.value.marker()), consequence),
        )
        .label("no key yet");
    }
}

fn what(marker: Option<Marker>) -> &'static str {
    match marker {
        Some(Marker::Sops) => "a value of SOPS in a file that SOPS cannot decrypt",
        Some(Marker::SealedSecret) => "a value of Sealed Secrets, which decrypts only Secrets",
        Some(Marker::AnsibleVault) => "a value that Ansible has yet to decrypt",
        Some(Marker::Age) => "a value that age has yet to decrypt",
        Some(Marker::Template) => "a variable that nothing has filled in",
        None => "a placeholder",
    }
}
