//! The rules: one folder per family, one file per rule, its page beside it.

use crate::model::spelling;
use crate::rule::Rule;

mod apiserver;
mod backup;
mod certificate;
mod document;
mod encryption_change;
mod encryption_posture;
mod encryption_validity;
mod etcd_client;
mod etcd_data;
mod etcd_exposure;
mod etcd_flags;
mod etcd_image;
mod etcd_peer;
mod visibility;

pub(crate) use visibility::{
    input106_suppression as suppression, input107_unused_suppression as unused_suppression,
    input108_internal_error as internal_error, not_given,
};

/// The families, in the order in which rules are listed.
static FAMILIES: &[&[&Rule]] = &[
    etcd_client::RULES,
    etcd_peer::RULES,
    etcd_flags::RULES,
    etcd_exposure::RULES,
    etcd_data::RULES,
    etcd_image::RULES,
    encryption_validity::RULES,
    encryption_posture::RULES,
    encryption_change::RULES,
    apiserver::RULES,
    backup::RULES,
    certificate::RULES,
    document::RULES,
    visibility::RULES,
];

/// All rules, in the order in which they are listed.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    FAMILIES.iter().flat_map(|family| family.iter().copied())
}

/// Whether findings of a rule say that etcdlint itself failed.
pub(crate) fn is_failure(rule: &Rule) -> bool {
    rule.id == internal_error::RULE.id
}

/// The rule with this id or name, whatever its case.
pub fn find(id: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.id.eq_ignore_ascii_case(id) || rule.name.eq_ignore_ascii_case(id))
}

/// `; did you mean ETCD101?` for a name that no rule has; where to look if no rule is likely.
pub fn suggestion(name: &str) -> String {
    let upper = name.to_ascii_uppercase();
    let ids = spelling::nearest(&upper, all().map(|rule| rule.id));
    let names = spelling::nearest(&name.to_ascii_lowercase(), all().map(|rule| rule.name));
    // An id one digit off has dozens of neighbours, and none of them is likelier than the others.
    match (ids.as_slice(), names.as_slice()) {
        ([one], _) | ([], [one]) => format!("; did you mean {one}?"),
        _ => "; `etcdlint rules` lists them".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn rules_are_of_this_version_or_an_earlier_one() {
        let numbers = |version: &str| {
            version.split('.').map(|number| number.parse().expect("a number")).collect::<Vec<u32>>()
        };
        let current = numbers(env!("CARGO_PKG_VERSION"));
        for rule in all() {
            assert!(numbers(rule.since) <= current, "{} is of {}", rule.id, rule.since);
        }
    }

    #[test]
    fn ids_and_names_are_unique_and_in_order_within_a_family() {
        let ids: BTreeSet<_> = all().map(|rule| rule.id).collect();
        let names: BTreeSet<_> = all().map(|rule| rule.name).collect();
        assert_eq!(ids.len(), all().count());
        assert_eq!(names.len(), all().count());
        for family in FAMILIES {
            assert!(family.is_sorted_by_key(|rule| rule.id));
        }
    }
}
