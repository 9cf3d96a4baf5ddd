use super::providers::with_keys;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::model::encryption::Encryption;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC132",
    name: "keys-empty",
    summary: "a provider that needs keys has none",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("enc132_keys_empty.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for provider in with_keys(&encryption.config).filter(|provider| provider.keys.is_empty()) {
        let place = provider.keys_place.clone().unwrap_or_else(|| provider.place.to_key());
        let message =
            message!("kube-apiserver refuses {}: at least one keys is required", provider.name.as_str());
        out.report(place, message).label("no keys");
    }
}
