//! What the user set in the page, by the names of the configuration file.

use std::collections::{BTreeMap, BTreeSet};

use etcdlint_core::finding::Severity;
use etcdlint_core::settings::{Profile, Settings};
use etcdlint_core::subject::image::Version;
use serde::Deserialize;

use crate::Error;

/// Options of the user.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub(crate) struct Options {
    profile: Profile,
    disabled_rules: BTreeSet<String>,
    enabled_rules: BTreeSet<String>,
    severities: BTreeMap<String, Severity>,
    kubernetes_version: Option<String>,
    certificate_expiry_days: Option<u32>,
}

impl Options {
    /// As settings of the core; `now` is the page's clock, in seconds since 1970.
    pub(crate) fn settings(self, now: Option<i64>) -> Result<Settings, Error> {
        let defaults = Settings::default();
        let version = |text: &String| Version::from_tag(text).ok_or(Error::BadRequest);
        Ok(Settings {
            profile: self.profile,
            disabled: self.disabled_rules,
            enabled: self.enabled_rules,
            severities: self.severities,
            kubernetes_version: self.kubernetes_version.as_ref().map(version).transpose()?,
            now,
            certificate_expiry_days: self.certificate_expiry_days.unwrap_or(defaults.certificate_expiry_days),
            honor_suppressions: true,
        })
    }
}
