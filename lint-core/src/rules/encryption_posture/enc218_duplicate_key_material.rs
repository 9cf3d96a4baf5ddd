use super::keys::{AnyKey, all_keys};
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::encryption::{Encryption, ProviderName};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::{DocumentId, Place};
use std::collections::HashMap;

pub(crate) static RULE: Rule = Rule {
    id: "ENC218",
    name: "duplicate-key-material",
    summary: "the same key stands under two names or in two clusters",
    severity: Severity::Warning,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("enc218_duplicate_key_material.md"),
    check: Check::Inventory(check),
};

/// Where a key was seen first.
struct Seen<'a> {
    encryption: &'a Encryption,
    provider: ProviderName,
    name: &'a str,
    place: &'a Place,
}

fn check(cx: &Context, out: &mut Findings) {
    let mut by_digest: HashMap<String, Seen> = HashMap::new();
    for encryption in &cx.inventory.encryptions {
        let mut here: HashMap<String, Seen> = HashMap::new();
        for AnyKey { kind, key, secret } in all_keys(&encryption.config) {
            let Ok(bytes) = secret.value.decode() else { continue };
            let digest = bytes.sha256();
            let seen = || Seen { encryption, provider: kind.name, name: key.name(), place: &secret.place };
            if let Some(earlier) = here.get(&digest) {
                if earlier.provider != kind.name || earlier.name != key.name() {
                    report_reuse(&seen(), earlier, out);
                }
                continue;
            }
            match by_digest.get(&digest) {
                Some(earlier)
                    if are_of_two_clusters(earlier.encryption.document, encryption.document, cx) =>
                {
                    report_sharing(&seen(), earlier, out);
                }
                Some(_) => {}
                None => {
                    by_digest.insert(digest.clone(), seen());
                }
            }
            here.insert(digest, seen());
        }
    }
}

/// The API servers of one cluster share one configuration, so copies in files of their own say nothing.
fn are_of_two_clusters(a: DocumentId, b: DocumentId, cx: &Context) -> bool {
    match (&cx.inventory.held(a).carried, &cx.inventory.held(b).carried) {
        (Some(a), Some(b)) => a.object.kind == b.object.kind && a.object != b.object,
        _ => false,
    }
}

fn report_reuse(key: &Seen, earlier: &Seen, out: &mut Findings) {
    out.report_in(
        key.encryption.subject.clone(),
        key.place.clone(),
        message!(
            "{} key \"{}\" is the same as {} key \"{}\": with another name or provider it is still \
             the old key",
            key.provider.as_str(),
            show(key.name),
            earlier.provider.as_str(),
            show(earlier.name)
        ),
    )
    .label("same material")
    .related(earlier.place.clone(), "the same key");
}

fn report_sharing(key: &Seen, earlier: &Seen, out: &mut Findings) {
    out.report_in(
        key.encryption.subject.clone(),
        key.place.clone(),
        message!(
            "key \"{}\" also stands in another configuration: who gets it from one cluster decrypts \
             the other",
            show(key.name)
        ),
    )
    .label("shared key")
    .related(earlier.place.clone(), "the same key");
}
