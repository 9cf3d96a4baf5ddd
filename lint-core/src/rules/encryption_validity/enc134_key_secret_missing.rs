use super::providers::keys;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::encryption::Encryption;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC134",
    name: "key-secret-missing",
    summary: "a key has no secret",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("enc134_key_secret_missing.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for (provider, key) in keys(&encryption.config) {
        let place = match &key.secret {
            Some(secret) if secret.value.is_empty() => &secret.place,
            Some(_) => continue,
            None => &key.place,
        };
        let message = message!(
            "kube-apiserver refuses key \"{}\" of {}: secret is a mandatory field for a key",
            show(key.name()),
            provider.name.as_str()
        );
        out.report(place.clone(), message).label("no secret");
    }
}
