use super::chain::chains;
use super::enc208_identity_left_over;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::{Edit, Fix};
use crate::message;
use crate::model::encryption::Encryption;
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use serde_json::json;
use std::collections::BTreeSet;

pub(crate) static RULE: Rule = Rule {
    id: "ENC207",
    name: "no-identity-fallback",
    summary: "no identity to read what was stored before encryption",
    severity: Severity::Info,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Suggested,
    controls: &[],
    since: "0.1.0",
    page: page!("enc207_no_identity_fallback.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, cx: &Context, out: &mut Findings) {
    // The two rules ask for the opposite of each other.
    if cx.settings.is_on(&enc208_identity_left_over::RULE) {
        return;
    }
    // Of a change ENC248 knows more.
    if cx.transition_to(encryption.document).is_some() {
        return;
    }
    // What admission sees without a version before it is new, as a rule.
    let severity = if cx.settings.admission { Severity::Warning } else { Severity::Info };
    let mut reported = BTreeSet::new();
    for chain in chains(&encryption.config) {
        let last = chain.entries.last().and_then(|index| encryption.config.entries.get(*index));
        let Some((entry, list)) = last.and_then(|entry| Some((entry, entry.providers_place.clone()?))) else {
            continue;
        };
        let mut providers = chain.providers().peekable();
        let encrypts_only = providers.peek().is_some() && providers.all(|provider| provider.kind.encrypts());
        if !encrypts_only || !reported.insert(list.clone()) {
            continue;
        }
        let identity = Edit::Insert {
            place: list.clone(),
            index: entry.providers.len(),
            value: json!({ "identity": {} }),
        };
        out.report(
            list.to_key(),
            message!(
                "without identity as last provider, {} written before encryption was enabled \
                 cannot be read (listing them fails)",
                chain.shown_names()
            ),
        )
        .severity(severity)
        .fix(Fix::suggested("add identity as last provider until everything is rewritten", vec![identity]));
    }
}
