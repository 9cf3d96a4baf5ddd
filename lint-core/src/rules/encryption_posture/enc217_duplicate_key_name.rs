use super::chain::chains;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::fix::Fix;
use crate::message;
use crate::message::show;
use crate::model::encryption::{Encryption, Located, ProviderName};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use std::collections::BTreeSet;
use std::collections::HashMap;

pub(crate) static RULE: Rule = Rule {
    id: "ENC217",
    name: "duplicate-key-name",
    summary: "two keys of one provider type have the same name",
    severity: Severity::Error,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::Manual,
    controls: &[],
    since: "0.1.0",
    page: page!("enc217_duplicate_key_name.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    let mut reported = BTreeSet::new();
    for chain in chains(&encryption.config) {
        let mut first_by_name = HashMap::new();
        for (kind, key) in chain.keys() {
            let (Some(name), Some(Ok(bytes))) =
                (&key.name, key.secret.as_ref().map(|secret| secret.value.decode()))
            else {
                continue;
            };
            if name.value.is_empty() {
                continue;
            }
            let (earlier, earlier_bytes) =
                first_by_name.entry((kind.name, &name.value)).or_insert_with(|| (name, bytes.clone()));
            if bytes != *earlier_bytes && reported.insert(&name.place) {
                report(kind.name, name, earlier, out);
            }
        }
    }
}

fn report(provider: ProviderName, name: &Located<String>, earlier: &Located<String>, out: &mut Findings) {
    let is_cbc = provider == ProviderName::Aescbc;
    let follows = if is_cbc {
        "in one case of 256 the wrong one seems to fit, and the object cannot be read"
    } else {
        "what is stored does not say which of them wrote it"
    };
    out.report(
        name.place.clone(),
        message!("two {} keys are called \"{}\": {}", provider.as_str(), show(&name.value), follows),
    )
    .severity(if is_cbc { Severity::Error } else { Severity::Warning })
    .label("same name, other key")
    .related(earlier.place.clone(), "named here first")
    .fix(Fix::advice("give each new key a new name"));
}
