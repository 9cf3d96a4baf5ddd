use super::providers::keys;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::encryption::{Encryption, LengthHint, ProviderName};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC136",
    name: "key-length",
    summary: "a key has a length that its cipher does not have",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("enc136_key_length.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for (provider, key) in keys(&encryption.config) {
        let Some(secret) = key.secret.as_ref().filter(|secret| !secret.value.is_empty()) else { continue };
        let Ok(bytes) = secret.value.decode() else { continue };
        if provider.name.key_lengths().contains(&bytes.len()) || secret.value.marker().is_some() {
            continue;
        }
        let message = message!(
            "kube-apiserver refuses key \"{}\" of {}: secret is not of the expected length, got {}, expected one of {}{}",
            show(key.name()),
            provider.name.as_str(),
            bytes.len(),
            expected(provider.name),
            bytes.length_hint().map_or("", explanation)
        );
        out.report(secret.place.clone(), message).label("wrong length");
    }
}

/// The lengths as kube-apiserver prints them.
fn expected(provider: ProviderName) -> &'static str {
    match provider {
        ProviderName::Secretbox => "[32]",
        _ => "[16 24 32]",
    }
}

fn explanation(hint: LengthHint) -> &'static str {
    match hint {
        LengthHint::EncodedTwice => "; it was encoded in base64 twice",
        LengthHint::HexText => "; it is the hex digits of a key, not the key",
        LengthHint::TrailingNewline => "; a line end got into it",
        LengthHint::DocumentationExample => "; it is a phrase from old documentation",
    }
}
