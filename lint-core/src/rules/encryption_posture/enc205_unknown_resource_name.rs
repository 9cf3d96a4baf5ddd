use super::enc203_secrets_not_covered::{is_near_miss, reads_plain_text};
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix, Scalar};
use crate::message;
use crate::message::{Message, show};
use crate::model::encryption::resources::refusal;
use crate::model::encryption::{
    Cause, Encryption, EncryptionConfig, Entry, GroupResource, Mismatch, ResourceName, mismatch,
};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC205",
    name: "unknown-resource-name",
    summary: "a resource name is accepted but matches no resource",
    severity: Severity::Warning,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Suggested,
    controls: &["STIG V-274882"],
    since: "0.1.0",
    page: page!("enc205_unknown_resource_name.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, cx: &Context, out: &mut Findings) {
    let config = &encryption.config;
    let has_secrets = config.effective(&GroupResource::secrets()).is_covered();
    for (index, entry) in config.entries.iter().enumerate() {
        for name in entry.resources.iter().filter(|name| refusal(&name.text).is_none()) {
            let Some(mismatch) = mismatch(&name.text) else { continue };
            let leaves_secrets = is_near_miss(&name.text) && !has_secrets;
            let meant = mismatch.candidate.as_ref();
            let obstacle = meant.and_then(|meant| obstacle(config, index, name, meant));
            let cover = obstacle.as_ref().and_then(Obstacle::cover);
            let finding = out.report(name.place.clone(), message(&name.text, meant, cover.is_some()));
            finding.label(label(mismatch.cause));
            if leaves_secrets {
                finding.severity(Severity::Error);
            }
            if let Some(cover) = cover {
                finding.related(cover.place.clone(), "covers what was meant");
            }
            if let Some(meant) = meant {
                finding.fix(match obstacle {
                    Some(obstacle) => around(&obstacle, entry, name, meant),
                    None => fix(cx, config, entry, name, &mismatch, meant),
                });
            }
        }
    }
}

fn message(text: &str, meant: Option<&GroupResource>, is_covered: bool) -> Message {
    match meant.map(GroupResource::to_string) {
        None => message!(
            "\"{}\" is not a resource of Kubernetes; kube-apiserver accepts it and encrypts nothing",
            show(text)
        ),
        Some(meant) if is_covered => message!(
            "\"{}\" is not a resource; kube-apiserver accepts it and encrypts nothing. \"{}\" is covered already",
            show(text),
            show(&meant)
        ),
        Some(meant) => message!(
            "\"{}\" is not a resource; kube-apiserver accepts it and encrypts nothing. Use \"{}\"",
            show(text),
            show(&meant)
        ),
    }
}

fn label(cause: Cause) -> &'static str {
    match cause {
        Cause::Empty => "no name",
        Cause::Blanks => "blanks in the name",
        Cause::Singular => "singular",
        Cause::Version => "version in the name",
        Cause::Slash => "not in the form resource.group",
        Cause::Subresource => "stored with its resource",
        Cause::WrongGroup => "not in this group",
        Cause::Unknown => "matches nothing",
    }
}

/// Why the name that was meant cannot simply be written in place of the one that matches nothing.
enum Obstacle<'a> {
    /// A name of the list covers it, which kube-apiserver refuses.
    InList(&'a ResourceName),
    /// Another entry names it, or an earlier one has a wildcard that would mask it.
    InEntry(&'a ResourceName),
    /// It is a wildcard that covers another name of the list, which kube-apiserver refuses.
    OverList,
    /// It is a wildcard that would mask a name of a later entry.
    OverEntry,
}

impl<'a> Obstacle<'a> {
    /// The name that covers what was meant.
    fn cover(&self) -> Option<&'a ResourceName> {
        match self {
            Obstacle::InList(cover) | Obstacle::InEntry(cover) => Some(cover),
            Obstacle::OverList | Obstacle::OverEntry => None,
        }
    }
}

/// What is in the way of `meant` in place of `name`, which is of the entry at `index`.
fn obstacle<'a>(
    config: &'a EncryptionConfig,
    index: usize,
    name: &ResourceName,
    meant: &GroupResource,
) -> Option<Obstacle<'a>> {
    let names = |from: usize, count: usize| {
        config.entries.iter().skip(from).take(count).flat_map(|entry| &entry.resources)
    };
    let (list, mut earlier, mut later) = (names(index, 1), names(0, index), names(index + 1, usize::MAX));
    let covers = |other: &&ResourceName| other.group_resource.covers(meant);
    let is_same = |other: &&ResourceName| other.group_resource == *meant;
    let is_covered = |other: &ResourceName| meant.covers(&other.group_resource);
    if let Some(cover) = list.clone().find(covers) {
        Some(Obstacle::InList(cover))
    } else if let Some(cover) = earlier.find(covers).or_else(|| later.clone().find(is_same)) {
        Some(Obstacle::InEntry(cover))
    } else if later.any(is_covered) {
        Some(Obstacle::OverEntry)
    } else {
        list.filter(|other| other.place != name.place).any(is_covered).then_some(Obstacle::OverList)
    }
}

/// What to do where something is in the way.
fn around(obstacle: &Obstacle, entry: &Entry, name: &ResourceName, meant: &GroupResource) -> Fix {
    let meant = meant.to_string();
    match obstacle {
        Obstacle::InList(_) => {
            let remove = Edit::Remove { place: name.place.clone() };
            Fix::suggested("remove the name: the list covers what was meant", vec![remove])
        }
        // By hand, for a list must not be left empty, and the name may be the only one in it.
        Obstacle::InEntry(_) if entry.resources.len() == 1 => {
            Fix::advice("remove the entry: another one covers what was meant")
        }
        Obstacle::InEntry(_) => Fix::advice("remove the name: another entry covers what was meant"),
        Obstacle::OverList => Fix::advice(message!(
            "write {} in place of all names that it covers, then rewrite what is stored",
            show(&meant)
        )),
        Obstacle::OverEntry => Fix::advice(message!(
            "write {} in an entry after the names that it covers, then rewrite what is stored",
            show(&meant)
        )),
    }
}

fn fix(
    cx: &Context,
    config: &EncryptionConfig,
    entry: &Entry,
    name: &ResourceName,
    mismatch: &Mismatch,
    meant: &GroupResource,
) -> Fix {
    let text = meant.to_string();
    let title = message!("write {}, then rewrite what is stored", show(&text));
    let edits = vec![Edit::Replace { place: name.place.clone(), value: Scalar::String(text) }];
    let stays_readable = reads_plain_text(entry) && !config.effective(meant).can_decrypt();
    // Until all servers have it, those without it cannot read what the others write.
    if cx.settings.single_server && mismatch.is_certain() && stays_readable {
        Fix::safe(title, edits)
    } else {
        Fix::suggested(title, edits)
    }
}
