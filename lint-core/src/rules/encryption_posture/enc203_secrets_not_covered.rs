use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix};
use crate::message;
use crate::message::show;
use crate::model::encryption::{Encryption, EncryptionConfig, Entry, GroupResource, ResourceName, mismatch};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::Place;

pub(crate) static RULE: Rule = Rule {
    id: "ENC203",
    name: "secrets-not-covered",
    summary: "no entry applies to secrets",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Suggested,
    controls: &["CIS 1.2.28", "STIG V-274882"],
    since: "0.1.0",
    page: page!("enc203_secrets_not_covered.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, cx: &Context, out: &mut Findings) {
    let config = &encryption.config;
    if config.effective(&GroupResource::secrets()).is_covered() || is_patch(config, cx) {
        return;
    }
    if is_of_openshift(config) {
        let place = config.entries_place.as_ref().map_or_else(|| config.place.clone(), Place::to_key);
        out.report(
            place,
            "all resources are of OpenShift's own API servers: what applies to secrets is in another file",
        )
        .severity(Severity::Info);
        return;
    }
    match near_misses(config).next() {
        Some(name) => {
            out.report(
                name.place.clone(),
                message!(
                    "no entry covers secrets: they are stored in plain text although encryption is \
                     configured; \"{}\" is not their name",
                    show(&name.text)
                ),
            );
        }
        None => {
            let place = config.entries_place.as_ref().map_or_else(|| config.place.clone(), Place::to_key);
            out.report(
                place,
                "no entry covers secrets: they are stored in plain text although encryption is configured",
            )
            .fix(fix(config, cx));
        }
    }
}

/// Names that were probably meant to cover Secrets.
fn near_misses(config: &EncryptionConfig) -> impl Iterator<Item = &ResourceName> {
    config.entries.iter().flat_map(|entry| &entry.resources).filter(|name| is_near_miss(&name.text))
}

/// Whether a name matches nothing and was probably meant to cover Secrets.
pub(super) fn is_near_miss(name: &str) -> bool {
    let meant = mismatch(name).and_then(|mismatch| mismatch.candidate);
    meant.is_some_and(|meant| meant.covers(&GroupResource::secrets()))
}

/// OpenShift's API servers besides kube-apiserver have configurations of their own, which name their groups only.
fn is_of_openshift(config: &EncryptionConfig) -> bool {
    let mut names = config.entries.iter().flat_map(|entry| &entry.resources).peekable();
    let is_own = |name: &ResourceName| {
        name.text.split_once('.').is_some_and(|(_, group)| group.ends_with(".openshift.io"))
    };
    names.peek().is_some() && names.all(is_own)
}

/// A patch for kustomize holds only a part of the file.
fn is_patch(config: &EncryptionConfig, cx: &Context) -> bool {
    let places = std::iter::once(&config.place).chain(config.entries.iter().map(|entry| &entry.place));
    places.filter_map(|place| cx.at(place)).any(|part| part.get("$patch").is_some())
}

fn fix(config: &EncryptionConfig, cx: &Context) -> Fix {
    const TITLE: &str = "add secrets to the entry, then rewrite them: kubectl get secrets -A -o json | \
        kubectl replace -f -";
    let is_encrypting = |entry: &&Entry| {
        entry.providers.first().and_then(|first| first.kinds.first()).is_some_and(|kind| kind.encrypts())
    };
    let mut entries = config.entries.iter().filter(is_encrypting);
    let (Some(entry), others) = (entries.next(), entries.count()) else {
        return Fix::advice("add an entry for secrets with a provider that encrypts");
    };
    let Some(list) = &entry.resources_place else { return Fix::advice(TITLE) };
    let edit = Edit::Insert { place: list.clone(), index: entry.resources.len(), value: "secrets".into() };
    // Until all servers have it, those without it cannot read what the others write.
    if cx.settings.single_server && others == 0 && reads_plain_text(entry) {
        Fix::safe(TITLE, vec![edit])
    } else {
        Fix::suggested(TITLE, vec![edit])
    }
}

/// Whether objects that were stored before encryption can still be read.
pub(super) fn reads_plain_text(entry: &Entry) -> bool {
    entry.providers.iter().flat_map(|provider| &provider.kinds).any(|kind| !kind.encrypts())
}
