use super::enc203_secrets_not_covered::{is_near_miss, reads_plain_text};
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix, Scalar};
use crate::message;
use crate::message::{Message, show, show_all};
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
    fix: FixKind::Safe,
    controls: &["STIG V-274882"],
    since: "0.1.0",
    page: page!("enc205_unknown_resource_name.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    let config = &encryption.config;
    let has_secrets = config.effective(&GroupResource::secrets()).is_covered();
    for entry in &config.entries {
        for name in entry.resources.iter().filter(|name| refusal(&name.text).is_none()) {
            let Some(mismatch) = mismatch(&name.text) else { continue };
            let leaves_secrets = is_near_miss(&name.text) && !has_secrets;
            let finding = out.report(name.place.clone(), message(&name.text, &mismatch));
            finding.label(label(mismatch.cause));
            if leaves_secrets {
                finding.severity(Severity::Error);
            }
            if let Some(fix) = fix(config, entry, name, &mismatch) {
                finding.fix(fix);
            }
        }
    }
}

fn message(text: &str, mismatch: &Mismatch) -> Message {
    match mismatch.candidates.as_slice() {
        [] => message!(
            "\"{}\" is not a resource of Kubernetes; kube-apiserver accepts it and encrypts nothing",
            show(text)
        ),
        [only] => message!(
            "\"{}\" is not a resource; kube-apiserver accepts it and encrypts nothing. Use \"{}\"",
            show(text),
            show(only)
        ),
        several => message!(
            "\"{}\" is not a resource; kube-apiserver accepts it and encrypts nothing. Use one of {}",
            show(text),
            show_all(several)
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

fn fix(config: &EncryptionConfig, entry: &Entry, name: &ResourceName, mismatch: &Mismatch) -> Option<Fix> {
    let candidate = mismatch.candidates.first()?;
    let target = GroupResource::parse(candidate);
    let title = message!("write {}, then rewrite what is stored", show(candidate));
    let is_other = |other: &ResourceName| other.place != name.place && other.group_resource.covers(&target);
    if entry.resources.iter().any(is_other) {
        let remove = Edit::Remove { place: name.place.clone() };
        return Some(Fix::suggested("remove the name: the list covers what was meant", vec![remove]));
    }
    if mismatch.candidates.len() > 1 || is_taken(config, entry, &target) {
        return Some(Fix::advice(title));
    }
    let edits = vec![Edit::Replace { place: name.place.clone(), value: Scalar::String(candidate.clone()) }];
    let stays_readable = reads_plain_text(entry) && !config.effective(&target).can_decrypt();
    let is_safe = mismatch.certain().is_some() && stays_readable;
    Some(if is_safe { Fix::safe(title, edits) } else { Fix::suggested(title, edits) })
}

/// Whether another entry names the target, or an earlier one covers it with a wildcard, which would
/// hide it here.
fn is_taken(config: &EncryptionConfig, entry: &Entry, target: &GroupResource) -> bool {
    let mut is_earlier = true;
    config.entries.iter().any(|other| {
        is_earlier &= other.place != entry.place;
        other.place != entry.place
            && other.resources.iter().any(|name| {
                name.group_resource == *target || is_earlier && name.group_resource.covers(target)
            })
    })
}
