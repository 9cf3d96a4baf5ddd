use super::keys::{AnyKey, all_keys, name_of};
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::model::encryption::{Encryption, TextEncoding, Weakness};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC214",
    name: "weak-key",
    summary: "a key follows a pattern or is text",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &["CIS 1.2.28"],
    since: "0.1.0",
    page: page!("enc214_weak_key.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for AnyKey { kind, key, secret } in all_keys(&encryption.config) {
        let Ok(bytes) = secret.value.decode() else { continue };
        // A key of a wrong length is never used, and looks weak only because of what is wrong with it.
        if !kind.name.key_lengths().contains(&bytes.len()) {
            continue;
        }
        let Some(weakness) = bytes.weakness() else { continue };
        out.report(
            secret.place.clone(),
            message!("{} ({} bytes) is easy to guess: {}", name_of(key), bytes.len(), reason(weakness)),
        )
        .label("weak key");
    }
}

fn reason(weakness: Weakness) -> &'static str {
    match weakness {
        Weakness::AllEqual => "all its bytes are the same",
        Weakness::Period(..=4) => "its bytes repeat after a few",
        Weakness::Period(_) => "its bytes repeat",
        Weakness::ArithmeticSequence => "its bytes go up or down in equal steps",
        Weakness::Encoded(TextEncoding::Hex) => {
            "its bytes are hexadecimal text, so it has half the strength of its length"
        }
        Weakness::Encoded(TextEncoding::Base64) => {
            "its bytes are base64 text, so it was encoded twice and has three quarters of the strength"
        }
        Weakness::PrintableText => "its bytes are text, such as a password",
        Weakness::Run(_) => "many of its bytes in a row are the same",
        Weakness::FewValues => "it has so few different bytes that it cannot be random",
    }
}
