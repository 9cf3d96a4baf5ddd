//! Findings that were there before: they are not reported, and they only ever become fewer.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use etcdlint_core::finding::Severity;
use etcdlint_core::report::{Report, Reported};

use crate::identity::Identity;
use crate::name;
use crate::repository::Repository;

const VERSION: u32 = 1;

/// The rules that say that a document could not be read. What is in it may change, and they would say the same.
const UNREAD: [&str; 2] = ["YAML101", "YAML105"];

/// Why a baseline cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("cannot read the baseline {}: {source}", name::of(file))]
    Read { file: PathBuf, source: std::io::Error },
    #[error("{} is no baseline of etcdlint: {source}", name::of(file))]
    Malformed { file: PathBuf, source: serde_json::Error },
    #[error("the baseline {} has version {version}; this etcdlint knows version {VERSION}", name::of(file))]
    Version { file: PathBuf, version: u32 },
    #[error("cannot write the baseline {}: {source}", name::of(file))]
    Write { file: PathBuf, source: std::io::Error },
}

/// A baseline as it is written.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    version: u32,
    findings: Vec<Entry>,
}

/// So many findings that are the same to a baseline, and equally bad.
#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    #[serde(flatten)]
    identity: Identity,
    /// The worst that they are. Baselines did not have it once: those of then cover any.
    #[serde(default = "any_severity")]
    severity: Severity,
    count: usize,
}

fn any_severity() -> Severity {
    Severity::Error
}

/// How many findings there are that are the same to a baseline, and equally bad.
type Counts = BTreeMap<(Identity, Severity), usize>;

/// What a run does with its baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// It is read.
    Read,
    /// What is gone is taken out.
    Shrink,
    /// All findings are taken in.
    Grow,
}

/// A baseline in use.
#[derive(Debug)]
pub(crate) struct Baseline {
    file: PathBuf,
    wanted: Use,
    repository: Repository,
    /// The findings that it has and that were not seen yet.
    left: Counts,
    /// Those that were seen.
    seen: Counts,
}

impl Baseline {
    /// Reads a baseline. One that is to be written and is not there is begun with all findings.
    pub(crate) fn open(file: &Path, wanted: Use) -> Result<Baseline, Error> {
        let baseline = |wanted, left| Baseline {
            file: file.to_owned(),
            wanted,
            repository: Repository::of_current_folder(),
            left,
            seen: BTreeMap::new(),
        };
        if wanted != Use::Read && !file.exists() {
            return Ok(baseline(Use::Grow, BTreeMap::new()));
        }
        let text = std::fs::read(file).map_err(|source| Error::Read { file: file.to_owned(), source })?;
        let written: Written = serde_json::from_slice(&text)
            .map_err(|source| Error::Malformed { file: file.to_owned(), source })?;
        if written.version != VERSION {
            return Err(Error::Version { file: file.to_owned(), version: written.version });
        }
        let entries = written.findings.into_iter();
        let left = entries.map(|entry| ((entry.identity, entry.severity), entry.count)).collect();
        Ok(baseline(wanted, left))
    }

    /// Takes the findings that the baseline has, or is to have, out of a report.
    pub(crate) fn take_from(&mut self, report: &mut Report) {
        let taken = report.retain(|finding| !self.takes(finding));
        report.summary.baselined = taken;
    }

    /// The findings of a report that the baseline does not have. It still has all of its own then.
    pub(crate) fn unknown_of(&self, mut report: Report) -> Report {
        let mut left = self.left.clone();
        report.retain(|finding| {
            let identity = Identity::of(finding, &self.repository);
            !take_one(&mut left, identity, finding.severity)
        });
        report
    }

    fn takes(&mut self, finding: &Reported) -> bool {
        if UNREAD.contains(&finding.rule.id) {
            return false;
        }
        let identity = Identity::of(finding, &self.repository);
        let is_known = take_one(&mut self.left, identity.clone(), finding.severity);
        let is_taken = is_known || self.wanted == Use::Grow;
        if is_taken {
            *self.seen.entry((identity, finding.severity)).or_default() += 1;
        }
        is_taken
    }

    /// Writes the baseline if that is wanted; otherwise says if it could be smaller. Of files that are there and
    /// were not linted nothing is known: what it has of them stays.
    pub(crate) fn close<'a>(mut self, linted: impl Iterator<Item = &'a str>) -> Result<(), Error> {
        let linted: BTreeSet<String> = linted.map(|file| self.repository.path_of(file)).collect();
        let is_unknown = |file: &str| !linted.contains(file) && self.repository.has(file);
        let (unknown, gone): (Counts, Counts) = std::mem::take(&mut self.left)
            .into_iter()
            .partition(|((identity, _), _)| is_unknown(&identity.file));
        self.seen.extend(unknown);
        let gone: usize = gone.values().sum();
        if self.wanted != Use::Read {
            return self.write();
        }
        if gone > 0 {
            anstream::eprintln!(
                "etcdlint: findings of {} that are gone: {gone}; --write-baseline takes them out",
                name::of(&self.file)
            );
        }
        Ok(())
    }

    fn write(self) -> Result<(), Error> {
        let entry = |((identity, severity), count)| Entry { identity, severity, count };
        let entries = self.seen.into_iter().map(entry);
        let written = Written { version: VERSION, findings: entries.collect() };
        let text = serde_json::to_string_pretty(&written).map_err(std::io::Error::other);
        text.and_then(|text| std::fs::write(&self.file, text + "\n"))
            .map_err(|source| Error::Write { file: self.file, source })
    }
}

/// Takes one finding that is as bad or worse out of what is left; whether there was one.
fn take_one(left: &mut Counts, identity: Identity, severity: Severity) -> bool {
    let as_bad = (identity.clone(), severity)..=(identity, Severity::Error);
    match left.range_mut(as_bad).find(|(_, left)| **left > 0) {
        Some((_, left)) => {
            *left -= 1;
            true
        }
        None => false,
    }
}
