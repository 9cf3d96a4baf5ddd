use super::providers::keys;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::model::encryption::Encryption;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC133",
    name: "key-name-missing",
    summary: "a key has no name",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("enc133_key_name_missing.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for (provider, key) in keys(&encryption.config).filter(|(_, key)| key.name().is_empty()) {
        let place = key.name.as_ref().map_or(&key.place, |name| &name.place).clone();
        let message = message!(
            "kube-apiserver refuses a key of {}: name is a mandatory field for a key",
            provider.name.as_str()
        );
        out.report(place, message)
            .label("no name")
            .fix(Fix::advice("give the key the name that it was used under, or a new one if it was not"));
    }
}
