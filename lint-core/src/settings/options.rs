//! What a user writes: the keys of the configuration file and of the policy's settings.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use super::{CustomCheck, CustomCheckOptions, Exemption, ExemptionOptions, Profile, Settings};
use crate::finding::Severity;
use crate::message::show;
use crate::rules;
use crate::subject::image::Version;

/// The settings of etcdlint, the same for the command line, the Kubewarden policy and the page.
///
/// Every key has a default, and a key that is not listed here is an error.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(title = "etcdlint settings"))]
#[serde(expecting = "a mapping", rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Options {
    /// The benchmark whose severities hold.
    pub profile: Profile,
    /// The lowest severity that fails a run, or rejects a request.
    pub fail_on: FailOn,
    /// Rules that are switched off, by id or name.
    pub disabled_rules: Vec<String>,
    /// Opt-in rules that are switched on, by id or name.
    pub enabled_rules: Vec<String>,
    /// Severities that replace those of the rules, by id or name of the rule.
    pub severities: BTreeMap<String, Severity>,
    /// The version of Kubernetes where the input does not tell it, as a quoted string such as "1.36".
    #[serde(deserialize_with = "version_text")]
    pub kubernetes_version: Option<String>,
    /// Days before its expiry from which a certificate is reported.
    pub certificate_expiry_days: u32,
    /// Objects for which rules do not count.
    pub exemptions: Vec<ExemptionOptions>,
    /// Checks of your own.
    pub custom_checks: Vec<CustomCheckOptions>,
    /// Whether annotations and comments of the input may silence rules. By default they may in files, where
    /// a review sees them, and not in admission, where their author is the one who is checked.
    pub honor_annotations: Option<bool>,
    /// Admission only: what happens to a static pod's mirror with findings that would reject it.
    pub mirror_pods: MirrorPods,
    /// Admission only: whether an update is rejected for new findings alone, and not for those that the
    /// object had before.
    pub ratchet: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            profile: Profile::default(),
            fail_on: FailOn::default(),
            disabled_rules: Vec::new(),
            enabled_rules: Vec::new(),
            severities: BTreeMap::new(),
            kubernetes_version: None,
            certificate_expiry_days: 30,
            exemptions: Vec::new(),
            custom_checks: Vec::new(),
            honor_annotations: None,
            mirror_pods: MirrorPods::default(),
            ratchet: true,
        }
    }
}

/// The lowest severity that fails a run, or rejects a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum FailOn {
    /// Errors alone.
    #[default]
    Error,
    /// Warnings and errors.
    Warning,
    /// Any finding.
    Info,
    /// Nothing.
    Never,
}

impl FailOn {
    /// Whether a finding of this severity fails.
    pub fn fails(self, severity: Severity) -> bool {
        match self {
            FailOn::Error => severity >= Severity::Error,
            FailOn::Warning => severity >= Severity::Warning,
            FailOn::Info => severity >= Severity::Info,
            FailOn::Never => false,
        }
    }
}

/// What happens to a static pod's mirror with findings that would reject it. The kubelet runs the pod
/// whatever admission says, so a rejection only hides it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum MirrorPods {
    /// It is accepted with warnings.
    #[default]
    Warn,
    /// It is rejected like any other pod.
    Reject,
    /// It is accepted without a look.
    Ignore,
}

/// Why options cannot be used. Each text names the key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OptionsError {
    /// A rule that does not exist.
    #[error("{key}: there is no rule `{}`{}", show(.rule), rules::suggestion(.rule))]
    UnknownRule {
        /// The key that names it.
        key: String,
        /// What it names.
        rule: String,
    },
    /// Text that is no version.
    #[error("kubernetesVersion: expected a version such as \"1.36\", not \"{}\"", show(.0))]
    Version(String),
    /// An exemption or a custom check that cannot be used.
    #[error("{key}: {reason}")]
    Invalid {
        /// The key: `exemptions[0].objects`.
        key: String,
        /// What is wrong with its value.
        reason: String,
    },
}

impl OptionsError {
    /// The key whose value cannot be used: `exemptions[0].objects`.
    pub fn key(&self) -> &str {
        match self {
            OptionsError::UnknownRule { key, .. } | OptionsError::Invalid { key, .. } => key,
            OptionsError::Version(_) => "kubernetesVersion",
        }
    }

    pub(super) fn invalid(key: impl Into<String>, reason: impl Into<String>) -> OptionsError {
        OptionsError::Invalid { key: key.into(), reason: reason.into() }
    }
}

impl Options {
    /// Turns what was written into settings: rules are looked up, queries compiled.
    ///
    /// # Errors
    /// The first key with a value that cannot be used.
    pub fn compile(&self) -> Result<Settings, OptionsError> {
        let custom_checks = CustomCheck::compile_all(&self.custom_checks)?;
        let known = |id: &str| custom_checks.iter().map(|check| check.rule).find(|rule| rule.id == id);
        let rule = |key: &str, id: &String| {
            let found = rules::find(id).or_else(|| known(id)).map(|rule| rule.id);
            found.ok_or_else(|| OptionsError::UnknownRule { key: key.to_owned(), rule: id.clone() })
        };
        let ids = |key: &str, ids: &[String]| {
            ids.iter().map(|id| rule(key, id).map(str::to_owned)).collect::<Result<_, _>>()
        };
        let severities = self
            .severities
            .iter()
            .map(|(id, severity)| Ok((rule("severities", id)?.to_owned(), *severity)))
            .collect::<Result<_, OptionsError>>()?;
        Ok(Settings {
            profile: self.profile,
            disabled: ids("disabledRules", &self.disabled_rules)?,
            enabled: ids("enabledRules", &self.enabled_rules)?,
            severities,
            kubernetes_version: self.version()?,
            certificate_expiry_days: self.certificate_expiry_days,
            exemptions: Exemption::compile_all(&self.exemptions, &rule)?,
            custom_checks,
            ..Settings::default()
        })
    }

    fn version(&self) -> Result<Option<Version>, OptionsError> {
        match self.kubernetes_version.as_deref() {
            // Rancher's form sends an empty text for a field that was left alone.
            None | Some("") => Ok(None),
            Some(text) => {
                Version::from_tag(text).map(Some).ok_or_else(|| OptionsError::Version(text.to_owned()))
            }
        }
    }
}

/// Unquoted, 1.30 is the number 1.3.
fn version_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    match Option::<serde_json::Value>::deserialize(deserializer)? {
        None => Ok(None),
        Some(serde_json::Value::String(text)) => Ok(Some(text)),
        Some(_) => {
            Err(serde::de::Error::custom("kubernetesVersion must be quoted: as a number, 1.30 would be 1.3"))
        }
    }
}
