//! Objects for which rules do not count.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::OptionsError;
use super::query::Query;

/// Objects for which rules do not count, as a user writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Exemption"))]
#[serde(expecting = "a mapping", rename_all = "camelCase", deny_unknown_fields)]
pub struct ExemptionOptions {
    /// The rules, by id or name; all rules if the key is absent.
    pub rules: Option<Vec<String>>,
    /// A JSONPath query (RFC 9535, without `search` and `match`). The exemption holds for an object in which
    /// it selects anything: `$[?$.metadata.namespace == 'etcd-dev']`.
    pub objects: String,
    /// Why.
    pub reason: String,
}

/// Objects for which rules do not count.
#[derive(Clone, Debug)]
pub struct Exemption {
    /// The ids of the rules; all rules if absent.
    rules: Option<BTreeSet<&'static str>>,
    objects: Query,
}

impl Exemption {
    pub(super) fn compile_all(
        written: &[ExemptionOptions],
        find_rule: &dyn Fn(&str, &String) -> Result<&'static str, OptionsError>,
    ) -> Result<Vec<Exemption>, OptionsError> {
        let keyed = written.iter().enumerate().map(|(index, one)| (format!("exemptions[{index}]"), one));
        keyed.map(|(key, one)| Exemption::compile(&key, one, find_rule)).collect()
    }

    fn compile(
        key: &str,
        written: &ExemptionOptions,
        find_rule: &dyn Fn(&str, &String) -> Result<&'static str, OptionsError>,
    ) -> Result<Exemption, OptionsError> {
        if written.reason.trim().is_empty() {
            return Err(OptionsError::invalid(format!("{key}.reason"), "say why the objects are exempt"));
        }
        let rules = written.rules.as_ref().map(|rules| {
            let key = format!("{key}.rules");
            rules.iter().map(|rule| find_rule(&key, rule)).collect()
        });
        let objects = Query::compile(&written.objects)
            .map_err(|reason| OptionsError::invalid(format!("{key}.objects"), reason))?;
        Ok(Exemption { rules: rules.transpose()?, objects })
    }

    /// Whether it is about this rule.
    pub(crate) fn is_about(&self, rule: &str) -> bool {
        self.rules.as_ref().is_none_or(|rules| rules.contains(rule))
    }

    /// Whether it holds for this object.
    pub(crate) fn holds_for(&self, object: &serde_json::Value) -> bool {
        self.objects.selects_any(object)
    }
}
