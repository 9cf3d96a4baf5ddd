//! What makes a finding the same one after the file has changed around it: never its line.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use etcdlint_core::report::{Report, Reported};

use crate::repository::Repository;

/// The rule, the object and the field of a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Identity {
    /// The rule's id.
    pub(crate) rule: String,
    /// The file, from the root of the repository.
    pub(crate) file: String,
    /// The object and container: `Pod kube-system/etcd, container etcd`.
    pub(crate) subject: String,
    /// The keys on the way to the field. Positions in lists are left out: they move.
    pub(crate) path: String,
}

impl Identity {
    pub(crate) fn of(finding: &Reported, repository: &Repository) -> Identity {
        Identity {
            rule: finding.rule.id.to_owned(),
            file: repository.path_of(&finding.site.file),
            subject: finding.subject.to_string(),
            path: finding.site.keys().to_string(),
        }
    }

    /// A digest of it and of how many of its kind came before.
    fn fingerprint(&self, earlier: usize) -> String {
        let Identity { rule, file, subject, path } = self;
        let text = format!("{rule}\0{file}\0{subject}\0{path}\0{earlier}");
        Sha256::digest(text).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// A fingerprint for each finding of a report, no two the same.
pub(crate) fn fingerprints(report: &Report, repository: &Repository) -> Vec<String> {
    let mut seen: BTreeMap<Identity, usize> = BTreeMap::new();
    let fingerprints = report.findings.iter().map(|finding| {
        let identity = Identity::of(finding, repository);
        let earlier = seen.entry(identity.clone()).or_default();
        *earlier += 1;
        identity.fingerprint(*earlier - 1)
    });
    fingerprints.collect()
}
