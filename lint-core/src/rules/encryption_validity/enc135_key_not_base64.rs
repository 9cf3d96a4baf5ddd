use super::providers::keys;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix, Scalar};
use crate::message;
use crate::message::show;
use crate::model::encryption::{DecodeError, Encryption, KeyMaterial, Located, ProviderName, Repair};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC135",
    name: "key-not-base64",
    summary: "the secret of a key is not base64 as Go reads it",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Safe,
    controls: &[],
    since: "0.1.0",
    page: page!("enc135_key_not_base64.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for (provider, key) in keys(&encryption.config) {
        let Some(secret) = &key.secret else { continue };
        let Err(error) = secret.value.decode() else { continue };
        if secret.value.marker().is_some() {
            // A tool writes the key before kube-apiserver reads the file.
            continue;
        }
        let message = message!(
            "kube-apiserver refuses key \"{}\" of {}: secrets must be base64 encoded",
            show(key.name()),
            provider.name.as_str()
        );
        out.report(secret.place.clone(), message).label(reason(error)).fix(fix(secret, provider.name));
    }
}

fn reason(error: DecodeError) -> &'static str {
    match error {
        DecodeError::Character => "a character outside the alphabet",
        DecodeError::Padding => "wrong padding at the end",
    }
}

/// The same bytes in the form that kube-apiserver reads, if there is no doubt about them.
fn fix(secret: &Located<KeyMaterial>, provider: ProviderName) -> Fix {
    let Some(repaired) = secret.value.repair(provider.key_lengths()) else {
        return Fix::advice("copy the key again, or make a new one: head -c 32 /dev/urandom | base64");
    };
    let title = match repaired.steps.as_slice() {
        [Repair::Trim] => "remove the blanks around it",
        [Repair::Alphabet] => "write - as + and _ as /",
        [Repair::Padding] => "add the = at the end",
        _ => "write the same key in standard base64",
    };
    let value = Scalar::String(repaired.replacement_text().to_owned());
    Fix::safe(title, vec![Edit::Replace { place: secret.place.clone(), value }])
}
