use super::chain::chains;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix};
use crate::message;
use crate::model::encryption::Encryption;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::settings::Profile;
use std::collections::BTreeSet;

pub(crate) static RULE: Rule = Rule {
    id: "ENC208",
    name: "identity-left-over",
    summary: "identity can still read what is in plain text in etcd",
    severity: Severity::Info,
    category: Category::AtRest,
    opt_in: true,
    profiles: &[(Profile::Strict, Severity::Info)],
    fix: FixKind::Suggested,
    controls: &[],
    since: "0.1.0",
    page: page!("enc208_identity_left_over.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    let mut reported = BTreeSet::new();
    for chain in chains(&encryption.config) {
        if !chain.writer().is_some_and(|writer| writer.kind.encrypts()) {
            continue;
        }
        let Some(identity) = chain.providers().find(|provider| !provider.kind.encrypts()) else { continue };
        let entry = encryption.config.entries.get(identity.entry);
        let Some(element) = entry.and_then(|entry| entry.providers.get(identity.element)) else { continue };
        if !reported.insert(&element.place) {
            continue;
        }
        let title = "once everything is rewritten, remove identity";
        // As the first of a later entry it writes what only that one names.
        let fix = match identity.element {
            0 => Fix::advice(title),
            _ => Fix::suggested(title, vec![Edit::Remove { place: element.place.clone() }]),
        };
        out.report(
            identity.kind.place.to_key(),
            message!(
                "identity still reads {}: plain text that someone plants in etcd is accepted",
                chain.shown_names()
            ),
        )
        .label("reads plain text")
        .fix(fix);
    }
}
