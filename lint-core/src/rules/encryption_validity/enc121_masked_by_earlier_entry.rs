use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix};
use crate::message;
use crate::message::show;
use crate::model::encryption::{Encryption, EncryptionConfig, ResourceName, resources};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};

pub(crate) static RULE: Rule = Rule {
    id: "ENC121",
    name: "masked-by-earlier-entry",
    summary: "a wildcard in an earlier entry covers a resource",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Suggested,
    controls: &[],
    since: "0.1.0",
    page: page!("enc121_masked_by_earlier_entry.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for (wildcard, masked) in resources::masked(&encryption.config) {
        let message = message!(
            "kube-apiserver refuses the file: resource \"{}\" is masked by earlier rule \"{}\"",
            show(&masked.text),
            show(&wildcard.text)
        );
        out.report(masked.place.clone(), message).related(wildcard.place.clone(), "covers it").fix(fix(
            &encryption.config,
            wildcard,
            masked,
        ));
    }
}

/// Moves the narrower entry up, unless that would only turn the tables.
fn fix(config: &EncryptionConfig, wildcard: &ResourceName, masked: &ResourceName) -> Fix {
    let entry_of = |name: &ResourceName| {
        config.entries.iter().position(|entry| entry.resources.iter().any(|other| other.place == name.place))
    };
    let is_narrower = wildcard.group_resource != masked.group_resource;
    match (entry_of(masked), entry_of(wildcard), &config.entries_place) {
        (Some(from), Some(to), Some(place)) if is_narrower && to < from => {
            Fix::suggested("move the entry up", vec![Edit::Move { place: place.clone(), from, to }])
        }
        _ => Fix::advice("keep one of the two"),
    }
}
