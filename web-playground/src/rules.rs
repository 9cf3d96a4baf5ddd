//! The rules: what a list shows of them, and their pages.

use etcdlint_core::finding::Severity;
use etcdlint_core::rule::{Category, FixKind, Rule};
use etcdlint_core::rules;
use etcdlint_core::settings::Profile;
use serde::Serialize;

use crate::Error;

/// A rule as a list shows it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Listed {
    id: &'static str,
    name: &'static str,
    summary: &'static str,
    severity: Severity,
    category: Category,
    fix: FixKind,
    opt_in: bool,
    profiles: &'static [(Profile, Severity)],
    controls: &'static [&'static str],
    url: String,
}

pub(crate) fn all() -> Vec<Listed> {
    rules::all().map(Listed::from).collect()
}

/// The page of a rule, without its title.
pub(crate) fn page(id: &str) -> Result<&'static str, Error> {
    let rule = rules::find(id).ok_or(Error::NoSuchRule)?;
    Ok(rule.page.split_once('\n').map_or("", |(_, body)| body.trim()))
}

impl From<&'static Rule> for Listed {
    fn from(rule: &'static Rule) -> Listed {
        Listed {
            id: rule.id,
            name: rule.name,
            summary: rule.summary,
            severity: rule.severity,
            category: rule.category,
            fix: rule.fix,
            opt_in: rule.opt_in,
            profiles: rule.profiles,
            controls: rule.controls,
            url: rule.url(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_rule_has_a_page() {
        for rule in all() {
            assert!(page(rule.id).is_ok_and(|page| page.contains("## What happens")), "{}", rule.id);
        }
        assert!(page("NOPE").is_err());
    }
}
