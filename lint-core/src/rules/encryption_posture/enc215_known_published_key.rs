use super::keys::{AnyKey, all_keys, name_of};
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::encryption::Encryption;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC215",
    name: "known-published-key",
    summary: "the key is printed in public documentation",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &["CIS 1.2.28"],
    page: page!("enc215_known_published_key.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for AnyKey { key, secret, .. } in all_keys(&encryption.config) {
        let Ok(bytes) = secret.value.decode() else { continue };
        if bytes.is_published() {
            out.report(
                secret.place.clone(),
                message!(
                    "{} (SHA-256 {}...) is printed in a public tutorial: whoever gets a copy of etcd \
                     can decrypt it",
                    name_of(key),
                    show(&bytes.fingerprint())
                ),
            )
            .label("known to everybody");
        }
    }
}
