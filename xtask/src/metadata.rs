//! `policy/metadata.yml`. Kubewarden passes unknown keys over; here they are mistakes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Error, in_repository};

const PATH: &str = "policy/metadata.yml";

/// What Kubewarden has to know of the policy, in the order in which Kubewarden writes it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Metadata {
    /// Filled in when the module is made.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    protocol_version: Option<&'static str>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) annotations: BTreeMap<String, String>,
    pub(crate) mutating: bool,
    background_audit: bool,
    context_aware_resources: Vec<String>,
    host_capabilities: Vec<String>,
    execution_mode: String,
    policy_type: String,
}

/// Requests that the policy wants to see.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Rule {
    pub(crate) api_groups: Vec<String>,
    pub(crate) api_versions: Vec<String>,
    pub(crate) resources: Vec<String>,
    pub(crate) operations: Vec<String>,
}

impl Metadata {
    /// Reads the repository's metadata.
    pub(crate) fn read() -> Result<Metadata, Error> {
        let path = in_repository(PATH);
        let text = std::fs::read_to_string(&path).map_err(Error::file(&path))?;
        let metadata: Metadata =
            serde_yaml::from_str(&text).map_err(|source| Error::Yaml { path, source })?;
        metadata.check()?;
        Ok(metadata)
    }

    /// An annotation that has to be there.
    pub(crate) fn annotation(&self, name: &str) -> Result<&str, Error> {
        let found = self.annotations.get(name).map(String::as_str);
        found.ok_or_else(|| Error::Metadata(format!("the annotation {name} is missing")))
    }

    /// The same with the version of the protocol, as it goes into a module.
    pub(crate) fn with_protocol(&self, version: &'static str) -> Metadata {
        Metadata { protocol_version: Some(version), ..self.clone() }
    }

    fn check(&self) -> Result<(), Error> {
        let version = self.annotation("io.kubewarden.policy.version")?;
        if version != env!("CARGO_PKG_VERSION") {
            return Err(Error::Metadata(format!("version {version} is not that of Cargo.toml")));
        }
        for rule in &self.rules {
            if rule.api_groups.len() != 1
                || rule.api_groups.iter().chain(&rule.resources).any(|one| one == "*")
            {
                return Err(Error::Metadata(
                    "a rule has one API group and no wildcard, or the audit scanner gives the policy up"
                        .to_owned(),
                ));
            }
        }
        Ok(())
    }
}
