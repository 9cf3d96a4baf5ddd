use super::chain::chains;
use crate::context::Context;
use crate::finding::{Findings, Severity};
use crate::message;
use crate::message::show;
use crate::model::encryption::{Encryption, EncryptionConfig, Located, ProviderName};
use crate::page;
use crate::rule::{Category, Check, FixKind, Rule};
use crate::source::Place;
use std::collections::BTreeMap;

pub(crate) static RULE: Rule = Rule {
    id: "ENC219",
    name: "key-name-colon",
    summary: "a key name contains a colon",
    severity: Severity::Warning,
    category: Category::AtRest,
    opt_in: false,
    profiles: &[],
    fix: FixKind::None,
    controls: &[],
    since: "0.1.0",
    page: page!("enc219_key_name_colon.md"),
    check: Check::Encryption(check),
};

fn check(encryption: &Encryption, _: &Context, out: &mut Findings) {
    for (name, collides_with) in names_with_colon(&encryption.config) {
        match collides_with {
            Some(shorter) => {
                out.report(
                    name.place.clone(),
                    message!(
                        "key \"{}\" begins with the name of key \"{}\" and a colon: kube-apiserver tries \
                         both for what it wrote",
                        show(&name.value),
                        show(&shorter.value)
                    ),
                )
                .related(shorter.place.clone(), "the shorter name");
            }
            None => {
                out.report(
                    name.place.clone(),
                    message!(
                        "key name \"{}\" contains a colon, which ends the name in stored data",
                        show(&name.value)
                    ),
                )
                .severity(Severity::Info);
            }
        }
    }
}

type Name = Located<String>;

/// Names with a colon, each with the name of another key that ends at one of its colons.
fn names_with_colon(config: &EncryptionConfig) -> Vec<(&Name, Option<&Name>)> {
    let mut found: BTreeMap<&Place, (&Name, Option<&Name>)> = BTreeMap::new();
    for chain in chains(config) {
        let names: BTreeMap<(ProviderName, &str), &Name> = chain
            .keys()
            .filter_map(|(kind, key)| Some(((kind.name, key.name()), key.name.as_ref()?)))
            .collect();
        for ((provider, text), name) in &names {
            if !text.contains(':') {
                continue;
            }
            let prefixes = text.match_indices(':').filter_map(|(colon, _)| text.get(..colon));
            let shorter = prefixes.filter_map(|prefix| names.get(&(*provider, prefix))).next().copied();
            let entry = found.entry(&name.place).or_insert((name, None));
            entry.1 = entry.1.or(shorter);
        }
    }
    found.into_values().collect()
}
