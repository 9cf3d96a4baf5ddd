use super::keys::{AnyKey, all_keys, name_of};
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::{Shown, show};
use crate::model::encryption::KeyMaterial;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::{Cursor, DocumentId, Place};
use crate::subject::carrier::{self, Budget};
use crate::subject::object::{ObjectId, Subject, objects};

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
    since: "0.1.0",
    page: page!("enc215_known_published_key.md"),
    check: Check::Inventory(check),
};

fn check(cx: &Context, out: &mut Findings) {
    for encryption in &cx.inventory.encryptions {
        for AnyKey { key, secret, .. } in all_keys(&encryption.config) {
            if let Some(fingerprint) = published(&secret.value) {
                report(encryption.subject.clone(), secret.place.clone(), name_of(key), &fingerprint, out);
            }
        }
    }
    for position in 0..cx.inventory.documents.len() {
        for object in objects(&cx.inventory.root(DocumentId(position))) {
            in_secret(&object, out);
        }
    }
}

/// A key by itself in the data of a Secret, as `kubectl create secret --from-literal` puts it there.
fn in_secret(object: &Cursor, out: &mut Findings) {
    let id = ObjectId::of(object);
    if id.kind != "Secret" || !id.group().is_empty() {
        return;
    }
    let data = object.get("data");
    let written = data.iter().flat_map(|data| data.entries().collect::<Vec<_>>());
    let written = written
        .filter_map(|(name, value)| Some((name.to_owned(), value.place(), value.node.as_str()?.to_owned())));
    let files = carrier::files(object, &id, &mut Budget::default());
    let decoded = files.into_iter().filter_map(|file| Some((file.name, file.place, file.text.ok()?)));
    for (name, place, text) in written.chain(decoded) {
        if let Some(fingerprint) = published(&KeyMaterial::new(text.trim())) {
            let name = show(&format!("the value of {name}"));
            report(id.subject(), place, name, &fingerprint, out);
        }
    }
}

/// The fingerprint of a published key.
fn published(key: &KeyMaterial) -> Option<String> {
    let bytes = key.decode().ok()?;
    bytes.is_published().then(|| bytes.fingerprint())
}

fn report(subject: Subject, place: Place, name: Shown, fingerprint: &str, out: &mut Findings) {
    let message = message!(
        "{} (SHA-256 {}...) is printed in a public tutorial: whoever gets a copy of etcd can decrypt it",
        name,
        show(fingerprint)
    );
    out.report_in(subject, place, message).label("known to everybody");
}
