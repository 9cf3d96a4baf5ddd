use super::keys::{AnyKey, name_of, open_keys};
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::encryption::Encryption;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC228",
    name: "key-committed",
    summary: "a file under version control holds an encryption key",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &["STIG V-274883", "NSA Secrets"],
    since: "0.1.0",
    page: page!("enc228_key_committed.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, cx: &Context, out: &mut Findings) {
    let held = cx.inventory.held(encryption.document);
    if !cx.inventory.inputs[held.input].version_controlled {
        return;
    }
    for AnyKey { key, secret, .. } in open_keys(&encryption.config) {
        let message = match secret.value.decode() {
            Ok(bytes) => message!(
                "{} (SHA-256 {}...) is in version control: rotate it, deleting the file is not enough",
                name_of(key),
                show(&bytes.fingerprint())
            ),
            Err(_) => {
                message!("{} is in version control: rotate it, deleting the file is not enough", name_of(key))
            }
        };
        out.report(secret.place.clone(), message).label("committed key");
    }
}
