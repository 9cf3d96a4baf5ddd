//! What a user can set: [`Options`] as they are written, in one form for the configuration file, the policy
//! and the page, and [`Settings`], what the linter makes of them.

mod custom_check;
mod exemption;
mod options;
#[cfg_attr(feature = "jsonpath", path = "jsonpath.rs")]
#[cfg_attr(not(feature = "jsonpath"), path = "no_jsonpath.rs")]
mod query;
#[cfg(all(test, feature = "jsonpath"))]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::finding::Severity;
use crate::rule::Rule;
use crate::subject::image::Version;

pub use custom_check::{CustomCheck, CustomCheckOptions};
pub use exemption::{Exemption, ExemptionOptions};
pub use options::{FailOn, MirrorPods, Options, OptionsError};

/// What a user can set.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Which benchmark the severities follow.
    pub profile: Profile,
    /// Rules that are off, by id.
    pub disabled: BTreeSet<String>,
    /// Rules that are on though they are opt-in, by id.
    pub enabled: BTreeSet<String>,
    /// Severities that replace those of the rules, by id.
    pub severities: BTreeMap<String, Severity>,
    /// The version of Kubernetes, where the input does not tell it.
    pub kubernetes_version: Option<Version>,
    /// The time of the run, in seconds since 1970-01-01T00:00:00Z. Without it no rule speaks of time.
    pub now: Option<i64>,
    /// Days before the end of its validity from which a certificate is reported.
    pub certificate_expiry_days: u32,
    /// Whether suppressions in comments and annotations count.
    pub honor_suppressions: bool,
    /// Whether the input is under review by admission: its author must not silence rules about leaked keys.
    pub admission: bool,
    /// Whether there is but one kube-apiserver, so that a change is everywhere at once.
    pub single_server: bool,
    /// Objects for which rules do not count.
    pub exemptions: Vec<Exemption>,
    /// Checks of the user's own.
    pub custom_checks: Vec<CustomCheck>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            profile: Profile::default(),
            disabled: BTreeSet::new(),
            enabled: BTreeSet::new(),
            severities: BTreeMap::new(),
            kubernetes_version: None,
            now: None,
            certificate_expiry_days: 30,
            honor_suppressions: false,
            admission: false,
            single_server: false,
            exemptions: Vec::new(),
            custom_checks: Vec::new(),
        }
    }
}

/// A benchmark that raises severities and switches opt-in rules on.
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// The severities of the rules themselves.
    #[default]
    Default,
    /// CIS Kubernetes Benchmark.
    Cis,
    /// DISA Kubernetes STIG.
    Stig,
    /// All advice.
    Strict,
}

impl Settings {
    /// Whether the rule runs.
    pub fn is_on(&self, rule: &Rule) -> bool {
        let on = !rule.opt_in || self.enabled.contains(rule.id) || self.profile_severity(rule).is_some();
        on && !self.disabled.contains(rule.id)
    }

    /// The severity of a finding of `rule` that the rule itself gave `severity`.
    pub fn severity(&self, rule: &Rule, severity: Severity) -> Severity {
        self.severities.get(rule.id).copied().or_else(|| self.profile_severity(rule)).unwrap_or(severity)
    }

    /// The rule of a custom check, by its id.
    pub fn custom_rule(&self, id: &str) -> Option<&'static Rule> {
        self.custom_checks.iter().map(|check| check.rule).find(|rule| rule.id == id)
    }

    fn profile_severity(&self, rule: &Rule) -> Option<Severity> {
        rule.profiles.iter().find(|(profile, _)| *profile == self.profile).map(|(_, severity)| *severity)
    }
}
